import type { TimeRange } from '../../kernel/window.ts'
import { among } from '../among.ts'
import type { CatalogScope } from '../scope.ts'
import { periodOf } from './rows.ts'

/** What a stored invoice bills. */
export interface InvoicedHead {
  customerId: string
  headId: string
  contractId: string
  /** The usage that it bills; null where it is no statement of usage. */
  period: TimeRange | null
  /** The period whose statements it puts together; null where it is no consolidated invoice. */
  consolidatedPeriod: TimeRange | null
  isVoided: boolean
  /** Whether it was imported, and not computed. */
  isImported: boolean
}

/**
 * Finds what the finalized invoices of customers bill, the voided ones too, in the order they were finalized. An empty list
 * of ids finds none.
 * @param lastSeq of the last invoice that counts; where it is left out, all do.
 */
export async function findInvoiceHeads(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  customerIds: readonly string[],
  lastSeq: number = Number.MAX_SAFE_INTEGER,
): Promise<InvoicedHead[]> {
  if (customerIds.length === 0) return []
  const rows = await catalog
    .selectFrom('invoices')
    .leftJoin('imported_invoices', 'imported_invoices.invoice_id', 'invoices.id')
    .select(['customer_id', 'head_id', 'contract_id', 'type', 'period_from', 'period_to', 'voided_at'])
    .select('invoice_id')
    .where('customer_id', 'in', among(customerIds))
    .where('seq', '<=', lastSeq)
    .orderBy('seq')
    .execute()
  return rows.map((row) => ({
    customerId: row.customer_id,
    headId: row.head_id,
    contractId: row.contract_id,
    period: row.type === 'USAGE' ? periodOf(row) : null,
    consolidatedPeriod: row.type === 'USAGE_CONSOLIDATED' ? periodOf(row) : null,
    isVoided: row.voided_at !== null,
    isImported: row.invoice_id !== null,
  }))
}
