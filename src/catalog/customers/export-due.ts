import { warehouseInstant } from '../../kernel/instant.ts'
import type { Warehouse } from '../../warehouse/warehouse.ts'
import type { Catalog } from '../database.ts'

/** What customers are exported from and to. */
export interface ExportScope {
  readonly catalog: Catalog
  readonly warehouse: Warehouse
}

/**
 * Brings the customers that are due into the warehouse, all as they are at one moment and in one insert: an alias that
 * moved is never two customers'. Done again where it was cut short, it changes nothing.
 * @throws where it is not known that they are on disk; they stay due.
 */
export async function exportDueCustomers({ catalog, warehouse }: ExportScope): Promise<void> {
  const customers = await readDue(catalog)
  const last = customers.at(-1)
  if (last === undefined) return
  await warehouse.insert('customer_versions', customers)
  // Marks that were made meanwhile have greater versions, and stay.
  await catalog.deleteFrom('customer_exports_due').where('version', '<=', last.version).execute()
}

/** The rows of customer_versions to be, in the order of their versions. */
function readDue(catalog: Catalog) {
  return catalog.transaction().execute(async (transaction) => {
    const customers = await transaction
      .selectFrom('customer_exports_due')
      .innerJoin('customers', 'id', 'customer_id')
      .select(['id', 'version', 'name', 'created_at', 'archived_at'])
      .orderBy('version')
      .execute()
    // Joined, as the ids of all customers would be more than SQLite takes in a list.
    const aliases = await transaction
      .selectFrom('customer_exports_due')
      .innerJoin('customer_aliases', 'customer_aliases.customer_id', 'customer_exports_due.customer_id')
      .select(['alias', 'customer_aliases.customer_id'])
      .orderBy('position')
      .execute()
    const aliasesOf = Map.groupBy(aliases, (row) => row.customer_id)
    return customers.map((customer) => ({
      ...customer,
      ingest_aliases: (aliasesOf.get(customer.id) ?? []).map(({ alias }) => alias),
      created_at: warehouseInstant(customer.created_at),
      archived_at: customer.archived_at === null ? null : warehouseInstant(customer.archived_at),
    }))
  })
}
