import type { CatalogScope } from '../scope.ts'
import { fromInvoiceRow, type StoredInvoice } from './rows.ts'

/**
 * Finds the finalized invoices of a customer, the voided ones too, in the order they were finalized.
 * @param lastSeq of the last invoice that counts; where it is left out, all do.
 */
export async function findInvoices(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  customerId: string,
  lastSeq: number = Number.MAX_SAFE_INTEGER,
): Promise<StoredInvoice[]> {
  const rows = await catalog
    .selectFrom('invoices')
    .selectAll()
    .where('customer_id', '=', customerId)
    .where('seq', '<=', lastSeq)
    .orderBy('seq')
    .execute()
  return rows.map(fromInvoiceRow)
}

/** Finds a finalized invoice, a voided one too; undefined where there is none with this id. */
export async function findInvoice(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  id: string,
): Promise<StoredInvoice | undefined> {
  const row = await catalog.selectFrom('invoices').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : fromInvoiceRow(row)
}
