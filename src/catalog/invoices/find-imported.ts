import type { CatalogScope } from '../scope.ts'
import { readStored } from '../stored-json.ts'

/** Finds the usage that was given for an imported invoice, as `importInvoice` stored it; null where it was not imported. */
export async function findImportedUsage(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  invoiceId: string,
): Promise<readonly unknown[] | null> {
  const row = await catalog
    .selectFrom('imported_invoices')
    .select('usage')
    .where('invoice_id', '=', invoiceId)
    .executeTakeFirst()
  return row === undefined ? null : (readStored(row.usage) as unknown[])
}
