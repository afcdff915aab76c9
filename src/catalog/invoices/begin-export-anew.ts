import { sql } from 'kysely'
import { z } from 'zod'
import type { ExportScope } from '../customers/export-due.ts'
import type { Catalog } from '../database.ts'
import { defineQuery, integerColumn } from '../../warehouse/query.ts'

const lastVersion = defineQuery<{ exported_id: string }>()(
  'invoice-export/last-version',
  z.object({ last_version: integerColumn, last_id: z.string(), rows_of_exported: integerColumn }),
)

/**
 * Makes all invoices due, where the warehouse does not have what this catalog has exported: it is another warehouse, or one
 * of the two was restored from a copy.
 */
export async function beginInvoiceExportAnew(scope: ExportScope): Promise<void> {
  const { catalog, warehouse } = scope
  const { isSame, exported } = await compare(scope)
  if (isSame) return
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

/**
 * The last version given is always due or exported. Another warehouse may have as many: so the warehouse must know the last
 * invoice that is not due, and the catalog the last one of the warehouse.
 */
async function compare({ catalog, warehouse }: ExportScope): Promise<{ isSame: boolean; exported: number }> {
  const { given, due, exportedId } = await readVersions(catalog)
  const [found] = await warehouse.run(lastVersion, { exported_id: exportedId ?? '' })
  const exported = found?.last_version ?? 0
  const isSame =
    Math.max(exported, due) === given &&
    (exportedId === null || (found?.rows_of_exported ?? 0) > 0) &&
    (found === undefined || exported === 0 || (await isKnown(catalog, found.last_id)))
  return { isSame, exported }
}

/** The last version that was ever given, the last that is due, and the last invoice that is not due. */
async function readVersions(
  catalog: Catalog,
): Promise<{ given: number; due: number; exportedId: string | null }> {
  const { rows } = await sql<{ given: number; due: number; exportedId: string | null }>`SELECT
    coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'invoice_exports_due'), 0) AS given,
    coalesce((SELECT max(version) FROM invoice_exports_due), 0) AS due,
    (SELECT id FROM invoices WHERE id NOT IN (SELECT invoice_id FROM invoice_exports_due)
      ORDER BY seq DESC LIMIT 1) AS exportedId`.execute(catalog)
  const [versions] = rows
  if (versions === undefined) throw new Error('the catalog does not tell its versions')
  return versions
}

async function isKnown(catalog: Catalog, id: string): Promise<boolean> {
  const found = await catalog.selectFrom('invoices').select('id').where('id', '=', id).executeTakeFirst()
  return found !== undefined
}
