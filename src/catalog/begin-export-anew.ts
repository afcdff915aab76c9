import { sql } from 'kysely'
import { z } from 'zod'
import { defineQuery, integerColumn } from '../warehouse/query.ts'
import type { ExportScope } from './customers/export-due.ts'
import type { Catalog } from './database.ts'

const lastVersion = z.object({
  last_version: integerColumn,
  last_id: z.string(),
  rows_of_exported: integerColumn,
})
const defineLastVersion = defineQuery<{ exported_id: string }>()

/** What is exported for analysts, and how to see what of it a warehouse has. */
export const EXPORTED = {
  customers: {
    rows: 'customers',
    due: 'customer_exports_due',
    dueId: 'customer_id',
    lastVersion: defineLastVersion('customers/last-version', lastVersion),
    tables: ['customer_versions'],
  },
  invoices: {
    rows: 'invoices',
    due: 'invoice_exports_due',
    dueId: 'invoice_id',
    lastVersion: defineLastVersion('invoice-export/last-version', lastVersion),
    tables: ['oversized_invoice_versions', 'exported_invoice_lines', 'invoice_versions'],
  },
} as const

type Exported = (typeof EXPORTED)[keyof typeof EXPORTED]

/**
 * Makes all of it due, where the warehouse does not have what this catalog has exported: it is another warehouse, or one of
 * the two was restored from a copy.
 */
export async function beginExportAnew(scope: ExportScope, exported: Exported): Promise<void> {
  const { catalog, warehouse } = scope
  const { isSame, lastVersion: last } = await compareExported(scope, exported)
  if (isSame) return
  const { rows, due, dueId, tables } = exported
  await catalog.transaction().execute(async (transaction) => {
    await sql`UPDATE sqlite_sequence SET seq = max(seq, ${last}) WHERE name = ${due}`.execute(transaction)
    await sql`DELETE FROM ${sql.table(due)}`.execute(transaction)
    await sql`INSERT INTO ${sql.table(due)} (${sql.ref(dueId)}) SELECT id FROM ${sql.table(rows)} ORDER BY seq`.execute(
      transaction,
    )
  })
  // After the marks, since what is discarded must be due. It may hold what this catalog does not know.
  for (const table of tables) await warehouse.command(`TRUNCATE TABLE ${table}`)
}

/**
 * Whether the warehouse has what this catalog has exported. The last version given is always due or exported; another
 * warehouse may have as many: so it must know the last one that is not due, and the catalog the warehouse's last one.
 * @returns also whether the warehouse lacks what was exported, and its last version.
 */
export async function compareExported(
  { catalog, warehouse }: ExportScope,
  exported: Exported,
): Promise<{ isSame: boolean; isLost: boolean; lastVersion: number }> {
  const { given, due, exportedId } = await readVersions(catalog, exported)
  const [found] = await warehouse.run(exported.lastVersion, { exported_id: exportedId ?? '' })
  if (found === undefined) throw new Error('the warehouse does not tell its versions')
  const { last_version: last, last_id: lastId, rows_of_exported: rowsOfExported } = found
  const isLost = exportedId !== null && rowsOfExported === 0
  // Where all is due and it has some all the same, it may not be emptied yet (`beginExportAnew`), and has what is unknown here.
  const isOfCatalog = last === 0 || (exportedId !== null && (await isKnown(catalog, exported, lastId)))
  return { isSame: Math.max(last, due) === given && !isLost && isOfCatalog, isLost, lastVersion: last }
}

/** The last version that was ever given, the last that is due, and the id of the last that is not due. */
async function readVersions(catalog: Catalog, { rows, due, dueId }: Exported) {
  const answer = await sql<{ given: number; due: number; exportedId: string | null }>`SELECT
    coalesce((SELECT seq FROM sqlite_sequence WHERE name = ${due}), 0) AS given,
    coalesce((SELECT max(version) FROM ${sql.table(due)}), 0) AS due,
    (SELECT id FROM ${sql.table(rows)} WHERE id NOT IN (SELECT ${sql.ref(dueId)} FROM ${sql.table(due)})
      ORDER BY seq DESC LIMIT 1) AS exportedId`.execute(catalog)
  const [versions] = answer.rows
  if (versions === undefined) throw new Error('the catalog does not tell its versions')
  return versions
}

async function isKnown(catalog: Catalog, { rows }: Exported, id: string): Promise<boolean> {
  const found = await catalog.selectFrom(rows).select('id').where('id', '=', id).executeTakeFirst()
  return found !== undefined
}
