import { among } from '../among.ts'
import type { Catalog } from '../database.ts'
import type { CatalogScope } from '../scope.ts'
import { fromLedgerEntryRow, type LedgerEntry } from './rows.ts'

/**
 * Finds what finalized invoices did to the commits and credits of customers, also those of other customers with whom they are
 * shared, in the order it was written. An empty list of ids finds nothing.
 */
export async function findLedgerEntries(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  customerIds: readonly string[],
): Promise<LedgerEntry[]> {
  if (customerIds.length === 0) return []
  const rows = await selectEntries(catalog)
    .where('ledger_entries.customer_id', 'in', among(customerIds))
    .execute()
  return rows.map(fromLedgerEntryRow)
}

/** Finds what one invoice did, and what was given back of it, in the order it was written. */
export async function findLedgerEntriesOf(catalog: Catalog, invoiceId: string): Promise<LedgerEntry[]> {
  const rows = await selectEntries(catalog).where('invoice_id', '=', invoiceId).execute()
  return rows.map(fromLedgerEntryRow)
}

function selectEntries(catalog: Catalog) {
  return catalog
    .selectFrom('ledger_entries')
    .innerJoin('invoices', 'invoices.id', 'ledger_entries.invoice_id')
    .selectAll('ledger_entries')
    .select('invoices.contract_id')
    .orderBy('ledger_entries.seq')
}
