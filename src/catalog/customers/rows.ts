import type { Selectable } from 'kysely'
import { among } from '../among.ts'
import type { Catalog } from '../database.ts'
import type { CatalogTables } from '../tables.ts'

/** A customer as the rest of the service sees it. */
export interface Customer {
  seq: number
  id: string
  name: string
  /** In the order they were given. */
  ingestAliases: string[]
  customFields: Record<string, string>
  salesforceAccountId: string | null
  createdAt: number
  updatedAt: number
  archivedAt: number | null
}

/** Adds the aliases to customer rows, in one query. */
export async function fromCustomerRows(
  catalog: Catalog,
  rows: readonly Selectable<CatalogTables['customers']>[],
): Promise<Customer[]> {
  if (rows.length === 0) return []
  const aliases = await catalog
    .selectFrom('customer_aliases')
    .select(['alias', 'customer_id'])
    .where('customer_id', 'in', among(rows.map((row) => row.id)))
    .orderBy('customer_id')
    .orderBy('position')
    .execute()
  const aliasesOf = Map.groupBy(aliases, (row) => row.customer_id)
  return rows.map((row) => ({
    seq: row.seq,
    id: row.id,
    name: row.name,
    ingestAliases: (aliasesOf.get(row.id) ?? []).map(({ alias }) => alias),
    customFields: JSON.parse(row.custom_fields) as Record<string, string>,
    salesforceAccountId: row.salesforce_account_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    archivedAt: row.archived_at,
  }))
}
