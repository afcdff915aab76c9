import { insertInvoices, type InvoiceToStore } from '../catalog/invoices/insert.ts'
import { customerRevision } from '../catalog/invoices/revision.ts'
import type { ComputedDraft } from './compute-draft.ts'
import { computeDrafts } from './compute-drafts.ts'
import { writeDocument } from './document.ts'
import { draftHeads } from './draft-heads.ts'
import type { InvoiceHead } from './invoice.ts'
import { isDue } from './is-due.ts'
import type { InvoiceScope } from './scope.ts'

// Each try loses only to a change of the same customer that was written meanwhile.
const TRIES_MAX = 20

/**
 * Finalizes the drafts of a customer that are due: computes them, and stores them with their ledger entries in one
 * transaction, all or none (semantics 30).
 * @returns the ids of the invoices, which are those of the drafts.
 * @throws where the warehouse fails; nothing is stored then (semantics 33).
 */
export async function finalizeDue(scope: InvoiceScope, customerId: string): Promise<string[]> {
  return whileUnchanged(scope, customerId, async () => {
    const heads = await draftHeads(scope, customerId)
    const now = scope.clock.now()
    const { drafts } = await computeDrafts(scope, customerId, heads, (head) => isDue(head, now))
    return drafts.map((draft) => toStored(draft, draft.head.id, null))
  })
}

/**
 * Computes invoices of a customer and stores them, again where what they were computed from was changed meanwhile.
 * @returns their ids.
 */
export async function whileUnchanged(
  scope: InvoiceScope,
  customerId: string,
  compute: () => Promise<InvoiceToStore[]>,
): Promise<string[]> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const revision = await customerRevision(scope.catalog, customerId)
    const invoices = await compute()
    if (invoices.length === 0) return []
    if (await insertInvoices(scope, customerId, invoices, revision))
      return invoices.map(({ invoice }) => invoice.id)
  }
  throw new Error(`customer ${customerId} was changed each time its invoices were computed`)
}

/** A draft as it is stored. @param headId what it bills. */
export function toStored(
  { head, invoice, movements }: Pick<ComputedDraft, 'invoice' | 'movements'> & { head: InvoiceHead },
  headId: string,
  regeneratedFromId: string | null,
): InvoiceToStore {
  const { id, type, customer, contract, currency, period, issuedAt } = head
  return {
    invoice: {
      id,
      headId,
      customerId: customer.id,
      contractId: contract.id,
      type,
      currencyId: currency.id,
      period,
      issuedAt,
      ...writeDocument(invoice),
      regeneratedFromId,
    },
    entries: movements.map(({ at, ...movement }) => ({ ...movement, effectiveAt: at })),
  }
}
