import type { Catalog } from '../database.ts'
import { fromInvoiceRow, type StoredInvoice } from './rows.ts'

/** An invoice that the warehouse is to be told of, as it was finalized or voided. */
export interface ExportDue {
  /** The order of these; the greatest of an invoice is how it is now. */
  version: number
  stored: StoredInvoice
}

/** The first invoices that are due in the warehouse, in the order in which they were finalized or voided. */
export async function findExportsDue(catalog: Catalog, limit: number): Promise<ExportDue[]> {
  const rows = await catalog
    .selectFrom('invoice_exports_due')
    .innerJoin('invoices', 'invoices.id', 'invoice_id')
    .select('version')
    .selectAll('invoices')
    .orderBy('version')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ version: row.version, stored: fromInvoiceRow(row) }))
}

/** Lets go of those up to a version. Marks that were made meanwhile have greater ones, and stay. */
export async function removeExportsDue(catalog: Catalog, lastVersion: number): Promise<void> {
  await catalog.deleteFrom('invoice_exports_due').where('version', '<=', lastVersion).execute()
}
