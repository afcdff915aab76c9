import { sql } from 'kysely'
import { z } from 'zod'
import type { ExportScope } from '../customers/export-due.ts'
import { defineQuery, integerColumn, type NoParams } from '../../warehouse/query.ts'

const lastVersion = defineQuery<NoParams>()(
  'invoice-export/last-version',
  z.object({ last_version: integerColumn }),
)

/**
 * Makes all invoices due, where the warehouse does not have what this catalog has exported: it is another warehouse, or one
 * of the two was restored from a copy. The last version given is always due or exported, by which that is seen.
 */
export async function beginInvoiceExportAnew({ catalog, warehouse }: ExportScope): Promise<void> {
  const exported = (await warehouse.run(lastVersion, {}))[0]?.last_version ?? 0
  const { rows } = await sql<{ given: number; due: number }>`SELECT
    coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'invoice_exports_due'), 0) AS given,
    coalesce((SELECT max(version) FROM invoice_exports_due), 0) AS due`.execute(catalog)
  const [versions] = rows
  if (versions === undefined) throw new Error('the catalog does not tell its versions')
  if (Math.max(exported, versions.due) === versions.given) return
  await catalog.transaction().execute(async (transaction) => {
    await sql`UPDATE sqlite_sequence SET seq = max(seq, ${exported}) WHERE name = 'invoice_exports_due'`.execute(
      transaction,
    )
    await transaction.deleteFrom('invoice_exports_due').execute()
    await transaction
      .insertInto('invoice_exports_due')
      .columns(['invoice_id'])
      .expression((from) => from.selectFrom('invoices').select('id').orderBy('seq'))
      .execute()
  })
  // After the marks, since what is discarded must be due. It may hold invoices that this catalog does not know.
  await warehouse.command('TRUNCATE TABLE oversized_invoice_versions')
  await warehouse.command('TRUNCATE TABLE exported_invoice_lines')
  await warehouse.command('TRUNCATE TABLE invoice_versions')
}
