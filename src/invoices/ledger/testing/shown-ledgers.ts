import type { CatalogBalance } from '../../../catalog/balances/rows.ts'
import { formatInstant } from '../../../kernel/instant.ts'
import type { CustomerAccount } from '../../balances/account.ts'
import { balanceOf } from '../current-balance.ts'
import { ledgerOf } from '../ledger-of.ts'
import { commit, segment } from './accounts.ts'

/** 100 cents in August 2024. */
export const whole = commit('whole', [segment('whole', 100, 1, 32)])

/** Each entry of a ledger: its kind, its day and its amount. */
export function entries(of: CustomerAccount, balance: CatalogBalance = whole) {
  return ledgerOf(of, balance).map(({ kind, at, amount }) => [
    kind,
    formatInstant(at).slice(5, 10),
    amount.toNumber(),
  ])
}

/** What is left to draw. */
export function left(of: CustomerAccount, balance: CatalogBalance = whole) {
  return balanceOf(of, balance).toNumber()
}
