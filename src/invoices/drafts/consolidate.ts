import { derivedId } from '../../kernel/ids.ts'
import type { ComputedDraft } from './compute-draft.ts'
import { readInvoice } from '../document/document.ts'
import { draftInvoice } from '../document/draft-invoice.ts'
import { NO_DRAWS } from '../balances/draws.ts'
import type { Invoice, InvoiceHead, InvoiceLine } from '../invoice.ts'
import { issueDay } from '../heads/issue-date.ts'
import { readsOf } from '../reads.ts'
import type { InvoiceScope } from '../scope.ts'

/** A statement that is put together with others, and the place of its contract among them. */
interface Constituent {
  invoice: Invoice
  contractSeq: number
}

/**
 * Puts together the statements of a parent and of children that it pays for (docs/decisions/0018): their lines one after the
 * other, the parent's first, then by contract in the order they were made, and by period. It draws on nothing by itself.
 * @param computed its drafts, by id; the others are final. Voided statements are left out.
 */
export async function consolidate(
  scope: InvoiceScope,
  head: InvoiceHead,
  computed: ReadonlyMap<string, Invoice>,
): Promise<ComputedDraft> {
  const { id, customer, contract, consolidation } = head
  if (consolidation === null) throw new Error(`invoice ${id} is not a consolidated one`)
  const drafts = consolidation.drafts.map((draft): Constituent => {
    const invoice = computed.get(draft.id)
    if (invoice === undefined) throw new Error(`draft ${draft.id} was not computed`)
    return { invoice, contractSeq: draft.contract.seq }
  })
  const constituents = [...(await finalConstituents(scope, head)), ...drafts]
    .sort(comparingFrom(contract.id))
    .map(({ invoice }) => invoice)
  const consolidated: Invoice = {
    ...draftInvoice(
      head,
      constituents.flatMap((one) => copiedLines(head, one)),
    ),
    payer: { contractId: contract.id, customerId: customer.id },
    constituents: constituents.map((one) => ({
      invoiceId: one.id,
      contractId: one.contract.id,
      customerId: one.customer.id,
      customerName: one.customer.name,
    })),
  }
  return { head, invoice: consolidated, movements: [], draws: NO_DRAWS, basisOf: null }
}

/** What is made anew is final at once, so that it puts together what is final, and no draft. */
export function finalPartsOf(head: InvoiceHead): InvoiceHead {
  const { consolidation } = head
  return consolidation === null ? head : { ...head, consolidation: { ...consolidation, drafts: [] } }
}

/** Whether it can become final: what puts statements together whose statements are all void waits for one that stands. */
export function canBecomeFinal({ invoice }: Pick<ComputedDraft, 'invoice'>): boolean {
  return invoice.constituents?.length !== 0
}

async function finalConstituents(
  scope: InvoiceScope,
  { contract, currency, issuedAt, consolidation }: InvoiceHead,
): Promise<Constituent[]> {
  if (consolidation === null) return []
  const found = await readsOf(scope).constituentsOf({
    contractId: contract.id,
    currencyId: currency.id,
    period: consolidation.period,
    issued: issueDay(issuedAt),
  })
  return found.map(({ stored, contractSeq }) => ({ invoice: readInvoice(stored), contractSeq }))
}

function comparingFrom(parentId: string) {
  const isChild = ({ invoice }: Constituent) => Number(invoice.contract.id !== parentId)
  const startOf = ({ invoice }: Constituent) => invoice.period?.from ?? invoice.issuedAt
  return (a: Constituent, b: Constituent) =>
    isChild(a) - isChild(b) || a.contractSeq - b.contractSeq || startOf(a) - startOf(b)
}

/**
 * The lines of a statement as a consolidated invoice has them. A charge is billed by the statement alone, not once more by
 * this one.
 */
export function copiedLines(
  { id }: Pick<Invoice, 'id'>,
  { id: invoiceId, customer, contract, lines }: Invoice,
): InvoiceLine[] {
  return lines.map((line) => ({
    ...line,
    id: derivedId('consolidated line', id, line.id),
    chargeId: null,
    origin: { lineId: line.id, invoiceId, customerId: customer.id, contractId: contract.id },
  }))
}
