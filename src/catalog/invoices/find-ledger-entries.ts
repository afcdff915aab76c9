import type { CatalogScope } from '../scope.ts'
import { fromLedgerEntryRow, type LedgerEntry } from './rows.ts'

/**
 * Finds what customers' finalized invoices did to their commits and credits, in the order it was written. An empty list of
 * ids finds nothing.
 */
export async function findLedgerEntries(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  customerIds: readonly string[],
): Promise<LedgerEntry[]> {
  if (customerIds.length === 0) return []
  const rows = await catalog
    .selectFrom('ledger_entries')
    .selectAll()
    .where('customer_id', 'in', customerIds)
    .orderBy('seq')
    .execute()
  return rows.map(fromLedgerEntryRow)
}
