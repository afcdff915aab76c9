import type { CatalogScope } from '../scope.ts'
import { fromBalanceRows, type CatalogBalance } from './rows.ts'

/**
 * Finds the commits and credits of a customer that are stored, its own and those of its contracts, archived ones too, in
 * order of creation.
 */
export async function findBalances(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  customerId: string,
): Promise<CatalogBalance[]> {
  const rows = await catalog
    .selectFrom('balances')
    .selectAll()
    .where('customer_id', '=', customerId)
    .orderBy('seq')
    .execute()
  return fromBalanceRows(catalog, rows)
}
