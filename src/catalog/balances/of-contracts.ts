import type { Instant } from '../../kernel/instant.ts'
import type { Contract } from '../contracts/rows.ts'
import type { CatalogScope } from '../scope.ts'
import { fromBalanceRows, type CatalogBalance } from './rows.ts'
import { withChildren } from './with-children.ts'

/**
 * Finds the commits and credits that contracts have of their own, archived ones and children of recurring ones too, in
 * order of creation.
 * @param contracts as they were at `asOf`, where that is given.
 * @param now children are those made up to then, and one period ahead.
 * @param asOf as they were then; null for now.
 */
export async function findBalancesOfContracts(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  contracts: readonly Contract[],
  now: Instant,
  asOf: Instant | null = null,
): Promise<CatalogBalance[]> {
  if (contracts.length === 0) return []
  const rows = await catalog
    .selectFrom('balances')
    .selectAll()
    .where(
      'contract_id',
      'in',
      contracts.map(({ id }) => id),
    )
    .orderBy('seq')
    .execute()
  const balances = await fromBalanceRows(catalog, rows)
  const known = asOf === null ? balances : balances.flatMap((balance) => balanceAsOf(balance, asOf))
  return withChildren(known, contracts, asOf ?? now)
}

/** A commit or credit as it was at an instant; nothing where it was not there, or a child not stored, yet. */
function balanceAsOf(balance: CatalogBalance, asOf: Instant): CatalogBalance[] {
  const [made, ...changes] = balance.versions
  const isArchived = balance.archivedAt !== null && balance.archivedAt <= asOf
  const later = changes.filter(({ createdAt }) => createdAt <= asOf)
  const isThere =
    balance.origin?.kind === 'RECURRING' ? isArchived || later.length > 0 : made.createdAt <= asOf
  if (!isThere) return []
  return [
    {
      ...balance,
      ...(isArchived ? {} : { archivedAt: null, archivedWith: null }),
      versions: [made, ...later],
      terms: (later.at(-1) ?? made).terms,
    },
  ]
}
