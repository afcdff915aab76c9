import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import type { CustomerAccount } from '../../invoices/balances/account.ts'
import { balanceOf } from '../../invoices/ledger/current-balance.ts'
import type { BalanceViewpoint } from './viewpoint.ts'
import { writeCommitLedger, writeCreditLedger } from './write-ledger.ts'

/** What is left of a commit, and how it came to that; nothing where neither is asked for. */
export function writeCommitAccount(commit: CatalogBalance, viewpoint: BalanceViewpoint) {
  return writeAccount(commit, viewpoint, writeCommitLedger)
}

/** What is left of a credit, and how it came to that; nothing where neither is asked for. */
export function writeCreditAccount(credit: CatalogBalance, viewpoint: BalanceViewpoint) {
  return writeAccount(credit, viewpoint, writeCreditLedger)
}

/** Both are of now, also where the commit or credit itself is shown as it was made. */
function writeAccount<Ledger>(
  balance: CatalogBalance,
  { account, currentOf, isBalanceAsked, isLedgerAsked }: BalanceViewpoint,
  writeLedger: (account: CustomerAccount, balance: CatalogBalance) => Ledger,
) {
  if (account === null) return {}
  const current = currentOf.get(balance.id) ?? balance
  return {
    ...(isBalanceAsked ? { balance: balanceOf(account, current) } : {}),
    ...(isLedgerAsked ? { ledger: writeLedger(account, current) } : {}),
  }
}
