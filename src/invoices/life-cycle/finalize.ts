import type { Catalog } from '../../catalog/database.ts'
import { insertInvoices, type InvoiceToStore } from '../../catalog/invoices/insert.ts'
import { customerRevision } from '../../catalog/invoices/revision.ts'
import { Problem } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { ComputedDraft } from '../drafts/compute-draft.ts'
import { computeDrafts } from '../drafts/compute-drafts.ts'
import { canBecomeFinal } from '../drafts/consolidate.ts'
import { atCutoff } from './cutoff.ts'
import { writeDocument } from '../document/document.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import type { InvoiceHead } from '../invoice.ts'
import { finalTogether, isDue } from './is-due.ts'
import type { InvoiceScope } from '../scope.ts'

// Each try loses only to a change of the same customer, or of one in a hierarchy with it, that was written meanwhile.
const TRIES_MAX = 20

/**
 * Finalizes the drafts of a customer that are due: computes them, and stores them with their ledger entries in one
 * transaction, all or none (semantics 30).
 * @param dueAt what is due then; now where it is left out.
 * @returns them; the invoices have the ids of the drafts.
 * @throws where the warehouse fails; nothing is stored then (semantics 33).
 */
export async function finalizeDue(
  scope: InvoiceScope,
  customerId: string,
  dueAt: Instant = scope.clock.now(),
): Promise<ComputedDraft[]> {
  return finalizeDrafts(scope, customerId, (head) => isDue(head, dueAt))
}

/** The same of those drafts that are asked for. */
export async function finalizeDrafts(
  scope: InvoiceScope,
  customerId: string,
  isAsked: (head: InvoiceHead) => boolean,
): Promise<ComputedDraft[]> {
  return whileUnchanged(scope, customerId, async () => {
    const heads = await draftHeads(scope, customerId)
    const isFinal = finalTogether([customerId], isAsked)
    const asked = heads.filter(isFinal)
    if (asked.length === 0) return { result: [], invoices: [] }
    const atNow = await atCutoff(scope, asked)
    const computed = await computeDrafts(atNow, [customerId], heads, isFinal)
    const drafts = computed.drafts.filter(canBecomeFinal)
    const invoices = drafts.map((draft) => toStored(atNow, draft, draft.head.id, null))
    return { result: drafts, invoices }
  })
}

/**
 * Computes invoices of a customer and stores them, again where what they were computed from was changed meanwhile.
 * @returns what the computation gave that was stored.
 * @throws what computing throws; or Problem unavailable where the customer was changed each time.
 */
export async function whileUnchanged<Result>(
  scope: InvoiceScope,
  customerId: string,
  compute: () => Promise<{ result: Result; invoices: InvoiceToStore[] }>,
): Promise<Result> {
  const first = await tryOnce(scope, customerId, compute)
  if (first !== null) return first.result
  return inTurn(scope.catalog, async () => {
    for (let tries = 1; tries < TRIES_MAX; tries += 1) {
      const next = await tryOnce(scope, customerId, compute)
      if (next !== null) return next.result
    }
    const told = `customer ${customerId} was changed each time its invoices were computed; try again`
    throw new Problem('unavailable', told)
  })
}

/** @returns null where nothing was stored, as the customer was changed meanwhile. @throws what computing throws. */
async function tryOnce<Result>(
  scope: InvoiceScope,
  customerId: string,
  compute: () => Promise<{ result: Result; invoices: InvoiceToStore[] }>,
): Promise<{ result: Result } | null> {
  const revision = await customerRevision(scope.catalog, customerId)
  const [computed] = await Promise.allSettled([compute()])
  if (computed.status === 'rejected') {
    // What a change left half read fails, and is read again.
    if (revision !== (await customerRevision(scope.catalog, customerId))) return null
    throw computed.reason
  }
  const { result, invoices } = computed.value
  const isStored = invoices.length === 0 || (await insertInvoices(scope, customerId, invoices, revision))
  return isStored ? { result } : null
}

/** The last of those that lost a try, by where they store their invoices. */
const turns = new WeakMap<Catalog, Promise<unknown>>()

/** Does work after that of all who lost a try before, so that many at once do not make each other lose again and again. */
function inTurn<Result>(catalog: Catalog, work: () => Promise<Result>): Promise<Result> {
  const turn = (turns.get(catalog) ?? Promise.resolve()).then(work)
  turns.set(
    catalog,
    turn.catch(() => undefined),
  )
  return turn
}

/**
 * A draft as it is stored.
 * @param scope in which it was computed.
 * @param headId what it bills.
 * @throws Error where it bills usage and was not computed up to a cut-off (`atCutoff`).
 */
export function toStored(
  { bookCutoff }: Pick<InvoiceScope, 'bookCutoff'>,
  { head, invoice, movements, basisOf }: Omit<ComputedDraft, 'draws'>,
  headId: string,
  regeneratedFromId: string | null,
): InvoiceToStore {
  const { id, type, customer, contract, currency, issuedAt } = head
  const basis = basisOf?.() ?? null
  if (basis !== null && (basis.cutoff === null || bookCutoff === undefined)) {
    throw new Error(`invoice ${id} has no cut-off`)
  }
  return {
    invoice: {
      id,
      headId,
      customerId: customer.id,
      contractId: contract.id,
      type,
      currencyId: currency.id,
      period: invoice.period,
      issuedAt,
      document: writeDocument(invoice, basis),
      cutoff: basis?.cutoff ?? null,
      ...(basis === null ? {} : { bookCutoff }),
      regeneratedFromId,
    },
    entries: movements.map(({ customerId, balanceId, segmentId, type: kind, amount, at }) => ({
      customerId,
      balanceId,
      segmentId,
      type: kind,
      amount: amount.toFixed(),
      effectiveAt: at,
    })),
  }
}
