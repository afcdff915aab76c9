import type { CatalogScope } from '../scope.ts'
import { fromInvoiceRow, type StoredInvoice } from './rows.ts'

/** Finds the finalized invoices of a customer, the voided ones too, in the order they were finalized. */
export async function findInvoices(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  customerId: string,
): Promise<StoredInvoice[]> {
  const rows = await catalog
    .selectFrom('invoices')
    .selectAll()
    .where('customer_id', '=', customerId)
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
