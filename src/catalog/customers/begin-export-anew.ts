import { sql } from 'kysely'
import { z } from 'zod'
import { defineQuery, integerColumn } from '../../warehouse/query.ts'
import type { Catalog } from '../database.ts'
import type { ExportScope } from './export-due.ts'

const lastVersion = defineQuery<{ exported_id: string }>()(
  'customers/last-version',
  z.object({ last_version: integerColumn, last_id: z.string(), rows_of_exported: integerColumn }),
)

/**
 * Makes all customers due, where the warehouse does not have what this catalog has exported: it is another warehouse, or
 * one of the two was restored from a copy.
 */
export async function beginExportAnew(scope: ExportScope): Promise<void> {
  const { catalog, warehouse } = scope
  const { isSame, exported } = await compare(scope)
  if (isSame) return
  await catalog.transaction().execute(async (transaction) => {
    await sql`UPDATE sqlite_sequence SET seq = max(seq, ${exported}) WHERE name = 'customer_exports_due'`.execute(
      transaction,
    )
    await transaction.deleteFrom('customer_exports_due').execute()
    await transaction
      .insertInto('customer_exports_due')
      .columns(['customer_id'])
      .expression((from) => from.selectFrom('customers').select('id').orderBy('seq'))
      .execute()
  })
  // After the marks, since what is discarded must be due. It may hold customers that this catalog does not know.
  await warehouse.command('TRUNCATE TABLE customer_versions')
}

/**
 * The last version given is always due or exported. Another warehouse may have as many: so the warehouse must know the last
 * customer that is not due, and the catalog the last one of the warehouse.
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

/** The last version that was ever given, the last that is due, and the last customer that is not due. */
async function readVersions(
  catalog: Catalog,
): Promise<{ given: number; due: number; exportedId: string | null }> {
  const { rows } = await sql<{ given: number; due: number; exportedId: string | null }>`SELECT
    coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'customer_exports_due'), 0) AS given,
    coalesce((SELECT max(version) FROM customer_exports_due), 0) AS due,
    (SELECT id FROM customers WHERE id NOT IN (SELECT customer_id FROM customer_exports_due)
      ORDER BY seq DESC LIMIT 1) AS exportedId`.execute(catalog)
  const [row] = rows
  if (row === undefined) throw new Error('the catalog does not tell its versions')
  return row
}

async function isKnown(catalog: Catalog, id: string): Promise<boolean> {
  const found = await catalog.selectFrom('customers').select('id').where('id', '=', id).executeTakeFirst()
  return found !== undefined
}
