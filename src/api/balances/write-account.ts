import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import { balanceOf } from '../../invoices/ledger/current-balance.ts'
import type { BalanceViewpoint } from './viewpoint.ts'
import { writeCommitLedger, writeCreditLedger } from './write-ledger.ts'

/** What is left of a commit, and how it came to that; nothing where neither is asked for. */
export function writeCommitAccount(balance: CatalogBalance, viewpoint: BalanceViewpoint) {
  const { account, isLedgerAsked } = viewpoint
  if (account === null) return {}
  const current = asItIs(balance, viewpoint)
  return {
    ...writeCurrentBalance(current, viewpoint),
    ...(isLedgerAsked ? { ledger: writeCommitLedger(account, current) } : {}),
  }
}

/** What is left of a credit, and how it came to that; nothing where neither is asked for. */
export function writeCreditAccount(balance: CatalogBalance, viewpoint: BalanceViewpoint) {
  const { account, isLedgerAsked } = viewpoint
  if (account === null) return {}
  const current = asItIs(balance, viewpoint)
  return {
    ...writeCurrentBalance(current, viewpoint),
    ...(isLedgerAsked ? { ledger: writeCreditLedger(account, current) } : {}),
  }
}

function writeCurrentBalance(current: CatalogBalance, { account, isBalanceAsked }: BalanceViewpoint) {
  return isBalanceAsked && account !== null ? { balance: balanceOf(account, current) } : {}
}

/** A commit or credit as it is now, which may be shown as it was made. */
function asItIs(balance: CatalogBalance, { currentOf }: BalanceViewpoint): CatalogBalance {
  return currentOf.get(balance.id) ?? balance
}
