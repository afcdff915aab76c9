import { listBalances, type BalanceFilter } from '../../catalog/balances/list.ts'
import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import type { CustomerAccount } from '../balances/account.ts'
import { readAccount } from './read-account.ts'
import type { InvoiceScope } from '../scope.ts'
import { balanceOf } from './current-balance.ts'
import { findRolledOver, rolledOverIn } from './find-rolled-over.ts'

export interface AccountFilter extends BalanceFilter {
  /** Whether the account is read for each of them to be shown with what is left of it. */
  isAccountAsked: boolean
  /** Whether those are left out of which nothing can be drawn now. */
  isZeroExcluded: boolean
}

/** A page of commits and credits; `account` is null where it is not asked for. */
export interface AccountPage {
  data: readonly CatalogBalance[]
  next_page: string | null
  account: CustomerAccount | null
}

/**
 * Lists a customer's commits, credits or both, those that were rolled over too, in order of creation, with the account
 * where that is asked for. @throws Problem as `listBalances` does.
 */
export async function listAccountBalances(
  scope: InvoiceScope,
  customerId: string,
  filter: AccountFilter,
): Promise<AccountPage> {
  const isAccountRead = filter.isAccountAsked || filter.isZeroExcluded
  const account = isAccountRead ? await readAccount(scope, customerId) : null
  const rolledOver = account === null ? await findRolledOver(scope, customerId) : rolledOverIn(account)
  const isWanted = (balance: CatalogBalance) =>
    !filter.isZeroExcluded || account === null || !balanceOf(account, balance).isZero()
  const page = await listBalances(scope, customerId, filter, { rolledOver, isWanted })
  return { ...page, account }
}
