import { sql } from 'kysely'
import { z } from 'zod'
import { defineQuery, integerColumn, type NoParams } from '../../warehouse/query.ts'
import type { Catalog } from '../database.ts'
import type { ExportScope } from './export-due.ts'

const lastVersion = defineQuery<NoParams>()(
  'customers/last-version',
  z.object({ last_version: integerColumn }),
)

/**
 * Makes all customers due, where the warehouse does not have what this catalog has exported: it is another warehouse, or
 * one of the two was restored from a copy. The last version given is always due or exported, by which that is seen.
 */
export async function beginExportAnew({ catalog, warehouse }: ExportScope): Promise<void> {
  const exported = (await warehouse.run(lastVersion, {}))[0]?.last_version ?? 0
  const { given, due } = await readVersions(catalog)
  if (Math.max(exported, due) === given) return
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

/** The last version that was ever given, and the last that is due; 0 where there is none. */
async function readVersions(catalog: Catalog): Promise<{ given: number; due: number }> {
  const { rows } = await sql<{ given: number; due: number }>`SELECT
    coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'customer_exports_due'), 0) AS given,
    coalesce((SELECT max(version) FROM customer_exports_due), 0) AS due`.execute(catalog)
  const [row] = rows
  if (row === undefined) throw new Error('the catalog does not tell its versions')
  return row
}
