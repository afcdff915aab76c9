import type { Catalog } from './database.ts'

/** Tables whose rows are added and never removed. */
type GrowingTable = 'rates' | 'product_versions' | 'contract_versions' | 'balance_versions' | 'invoices'

/** The number of the last row of a table, in order of arrival; 0 where there is none. */
export async function lastSeq(catalog: Catalog, table: GrowingTable): Promise<number> {
  const { seq } = await catalog
    .selectFrom(table)
    .select((of) => of.fn.max('seq').as('seq'))
    .executeTakeFirstOrThrow()
  return seq ?? 0
}
