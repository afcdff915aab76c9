import { invalid, notFound } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Catalog } from '../database.ts'
import type { BalanceType } from '../tables.ts'
import { findAllBalances } from './find-all.ts'
import { findRolloverCandidates } from './rollover-candidates.ts'
import type { CatalogBalance } from './rows.ts'

/** What requests call it: a commit is PREPAID or POSTPAID. */
export type BalanceKind = 'commit' | 'credit'

export const BALANCE_TYPES: Readonly<Record<BalanceKind, readonly BalanceType[]>> = {
  commit: ['PREPAID', 'POSTPAID'],
  credit: ['CREDIT'],
}

/** Which commit or credit a request is about. */
export interface BalanceRef {
  kind: BalanceKind
  customerId: string
  id: string
}

/**
 * Finds a commit or credit of a customer, its own or a contract's, archived or not, or a child of a recurring one.
 * @param at children are those made up to then, and one period ahead.
 * @param field what the request calls its id.
 * @throws Problem not_found, also where it is another customer's or of the other kind; invalid where it was carried over from
 * a renewed contract.
 */
export async function getBalance(
  catalog: Catalog,
  { kind, customerId, id }: BalanceRef,
  at: Instant,
  field = `${kind}_id`,
): Promise<CatalogBalance> {
  const balances = await findAllBalances({ catalog }, customerId, at, { includeArchived: true })
  const balance = balances.find((one) => one.id === id && BALANCE_TYPES[kind].includes(one.type))
  if (balance !== undefined) return balance
  const candidates = await findRolloverCandidates({ catalog }, customerId, at)
  const carried = candidates.find((one) => one.id === id)
  if (carried === undefined) throw notFound(`${field}: ${kind}`, id)
  throw invalid(
    `${field}: ${id} was carried over from a renewed contract, and only ledger entries can change it`,
  )
}
