import { Decimal, sumOf } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import type { Catalog } from '../database.ts'
import { findBilledCharges, type BilledCharge } from '../invoices/find-billed-charges.ts'
import { periodOf } from '../invoices/rows.ts'
import type { CatalogBalance } from './rows.ts'

/** What a finalized invoice that is not voided took of a segment, with its true-up. */
export interface InvoicedDraw {
  invoiceId: string
  /** Whose the invoice is: a child contract's may draw on what is its parent's. */
  customerId: string
  contractId: string
  segmentId: string
  /** More than 0. */
  amount: Decimal
  /** When what it covers was charged: the invoice's period, or its date. */
  within: TimeRange
}

/** What finalized invoices did with a commit or credit. */
export interface InvoicedUse {
  draws: InvoicedDraw[]
  /** Their lines for items of its invoice schedule, those of voided ones too. */
  items: BilledCharge[]
}

/** Finds what finalized invoices did with a commit or credit, within the caller's transaction. */
export async function findInvoicedUse(
  transaction: Catalog,
  { id, customerId, terms, versions }: CatalogBalance,
): Promise<InvoicedUse> {
  const itemIds = new Set(
    [terms, ...versions.map((version) => version.terms)].flatMap(({ invoice }) =>
      (invoice?.items ?? []).map((item) => item.id),
    ),
  )
  const billed = itemIds.size === 0 ? [] : await findBilledCharges({ catalog: transaction }, [customerId])
  return {
    draws: await findDraws(transaction, customerId, id),
    items: billed.filter(({ chargeId }) => itemIds.has(chargeId)),
  }
}

/** What was drawn of a segment in all. */
export function drawnOf(draws: readonly InvoicedDraw[], segmentId: string): Decimal {
  return sumOf(
    draws.filter((draw) => draw.segmentId === segmentId),
    ({ amount }) => amount,
  )
}

/**
 * Finds what finalized invoices took of a commit or credit, those of child contracts too; a voided one has given back what it
 * took.
 * @param customerId whose the commit or credit is.
 */
export async function findDraws(
  catalog: Catalog,
  customerId: string,
  balanceId: string,
): Promise<InvoicedDraw[]> {
  const rows = await catalog
    .selectFrom('ledger_entries')
    .innerJoin('invoices', 'invoices.id', 'ledger_entries.invoice_id')
    .select([
      'invoice_id',
      'invoices.customer_id',
      'contract_id',
      'segment_id',
      'amount',
      'effective_at',
      'period_from',
      'period_to',
    ])
    .where('ledger_entries.customer_id', '=', customerId)
    .where('balance_id', '=', balanceId)
    .where('voided_at', 'is', null)
    .orderBy('ledger_entries.seq')
    .execute()
  return rows.map((row) => ({
    invoiceId: row.invoice_id,
    customerId: row.customer_id,
    contractId: row.contract_id,
    segmentId: row.segment_id,
    amount: new Decimal(row.amount).negated(),
    within: periodOf(row) ?? instantOf(row.effective_at),
  }))
}

function instantOf(at: Instant): TimeRange {
  return { from: at, to: at + 1 }
}
