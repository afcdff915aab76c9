import type { CatalogScope } from '../scope.ts'
import { fromLedgerEntryRow, type LedgerEntry } from './rows.ts'

/** Finds what a customer's finalized invoices did to its commits and credits, in the order it was written. */
export async function findLedgerEntries(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  customerId: string,
): Promise<LedgerEntry[]> {
  const rows = await catalog
    .selectFrom('ledger_entries')
    .selectAll()
    .where('customer_id', '=', customerId)
    .orderBy('seq')
    .execute()
  return rows.map(fromLedgerEntryRow)
}
