import type { Instant } from '../../kernel/instant.ts'
import { selectContracts } from '../contracts/list.ts'
import { fromContractRows, type Contract } from '../contracts/rows.ts'
import type { Catalog } from '../database.ts'
import type { CatalogScope } from '../scope.ts'
import { asKnown, type Known } from '../terms-known.ts'
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
  const contracts = await contractsOf(catalog, customerId)
  const stored = await findBalances({ catalog }, customerId)
  return includeArchived ? withChildren(stored, contracts, at) : activeBalances(stored, contracts, at)
}

/**
 * Finds the same, archived ones too, by what contracts said at some time before: with the children that they made then,
 * whatever they make now.
 * @param contractVersions how much was known of contracts.
 */
export async function findAllBalancesAsKnown(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  customerId: string,
  at: Instant,
  contractVersions: Known,
): Promise<CatalogBalance[]> {
  const contracts = await contractsOf(catalog, customerId)
  const then = contracts.map((contract) => asKnown(contract, contractVersions))
  return withChildren(await findBalances({ catalog }, customerId), then, at)
}

async function contractsOf(catalog: Catalog, customerId: string): Promise<Contract[]> {
  const rows = await selectContracts(catalog, { includeArchived: true })
    .where('customer_id', '=', customerId)
    .orderBy('seq')
    .execute()
  return fromContractRows(catalog, rows)
}

/**
 * The commits and credits of a customer that are archived neither by themselves nor with their contract or customer,
 * children of recurring ones among them, in order of creation.
 * @param stored those of the customer.
 * @param contracts all of the customer's, archived ones too.
 */
export function activeBalances(
  stored: readonly CatalogBalance[],
  contracts: readonly Contract[],
  at: Instant,
): CatalogBalance[] {
  return withChildren(stored, contracts, at).filter(({ archivedAt }) => archivedAt === null)
}
