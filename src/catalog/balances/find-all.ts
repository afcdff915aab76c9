import type { Instant } from '../../kernel/instant.ts'
import { selectContracts } from '../contracts/list.ts'
import { fromContractRows } from '../contracts/rows.ts'
import type { CatalogScope } from '../scope.ts'
import { findBalances } from './find.ts'
import type { CatalogBalance } from './rows.ts'
import { withChildren } from './with-children.ts'

/**
 * Finds the commits and credits of a customer, its own and those of its contracts, stored ones and children of recurring
 * ones, in order of creation. Those that were rolled over are not among them: what is left to roll over takes what was
 * drawn (`src/invoices`).
 * @param at children are those made up to then, and one period ahead.
 * @param includeArchived whether archived ones are found, and those of archived contracts.
 */
export async function findAllBalances(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  customerId: string,
  at: Instant,
  { includeArchived }: { includeArchived: boolean },
): Promise<CatalogBalance[]> {
  const rows = await selectContracts(catalog, { includeArchived: true })
    .where('customer_id', '=', customerId)
    .orderBy('seq')
    .execute()
  const contracts = await fromContractRows(catalog, rows)
  const stored = await findBalances({ catalog }, customerId)
  const all = withChildren(stored, contracts, at)
  if (includeArchived) return all
  const archivedIds = new Set(contracts.filter(({ archivedAt }) => archivedAt !== null).map(({ id }) => id))
  return all.filter(
    ({ archivedAt, contractId }) =>
      archivedAt === null && (contractId === null || !archivedIds.has(contractId)),
  )
}
