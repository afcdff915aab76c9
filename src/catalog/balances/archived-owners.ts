import type { Selectable } from 'kysely'
import type { Instant } from '../../kernel/instant.ts'
import { among } from '../among.ts'
import type { Catalog } from '../database.ts'
import type { CatalogTables } from '../tables.ts'
import type { CatalogBalance } from './rows.ts'

type BalanceRow = Selectable<CatalogTables['balances']>

/** When contracts and customers were archived, by their ids. */
export type ArchivedOwners = ReadonlyMap<string, Instant>

/** Finds when the contracts and customers were archived that commits and credits are of, where they were. */
export async function findArchivedOwners(
  catalog: Catalog,
  rows: readonly Pick<BalanceRow, 'customer_id'>[],
): Promise<ArchivedOwners> {
  const customerIds = [...new Set(rows.map((row) => row.customer_id))]
  const contracts = await catalog
    .selectFrom('contracts')
    .select(['id', 'archived_at'])
    .where('customer_id', 'in', among(customerIds))
    .where('archived_at', 'is not', null)
    .execute()
  const customers = await catalog
    .selectFrom('customers')
    .select(['id', 'archived_at'])
    .where('id', 'in', among(customerIds))
    .where('archived_at', 'is not', null)
    .execute()
  return new Map(
    [...contracts, ...customers].flatMap(({ id, archived_at: at }) =>
      at === null ? [] : [[id, at] as const],
    ),
  )
}

/**
 * When a commit or credit was archived: by itself, or else with its contract, or its customer where it has none (OpenAPI,
 * archiveContract). A customer's contracts are archived with it.
 */
export function archivalOf(
  { archived_at: own, contract_id: contractId, customer_id: customerId }: BalanceRow,
  archivedOwners: ArchivedOwners,
): Pick<CatalogBalance, 'archivedAt' | 'archivedWith'> {
  if (own !== null) return { archivedAt: own, archivedWith: null }
  const archivedAt = archivedOwners.get(contractId ?? customerId) ?? null
  if (archivedAt === null) return { archivedAt, archivedWith: null }
  return { archivedAt, archivedWith: contractId === null ? 'CUSTOMER' : 'CONTRACT' }
}
