import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import type { CustomerAccount } from '../../invoices/balances/account.ts'
import { balanceOf } from '../../invoices/ledger/current-balance.ts'
import { cutSegments } from '../../invoices/ledger/open-segments.ts'
import type { SeatBalance } from '../../invoices/ledger/seat-balances.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { writeSeatCommitLedger, writeSeatCreditLedger } from './write-ledger.ts'

/** Whether each commit and credit is shown, and their ledgers with them. */
interface SeatDetail {
  isEachShown: boolean
  isLedgerShown: boolean
}

/** What a seat has of its own. */
export function writeSeatBalance(
  account: CustomerAccount,
  { seatId, totals, balances }: SeatBalance,
  detail: SeatDetail,
) {
  return {
    seat_id: seatId,
    balances: totals.map(({ creditTypeId, balance, startingBalance }) => ({
      credit_type_id: creditTypeId,
      balance,
      starting_balance: startingBalance,
    })),
    ...(detail.isEachShown ? writeEach(account, balances, detail) : {}),
  }
}

function writeEach(account: CustomerAccount, balances: readonly CatalogBalance[], detail: SeatDetail) {
  const commits = balances.filter(({ type }) => type !== 'CREDIT')
  const credits = balances.filter(({ type }) => type === 'CREDIT')
  return {
    commits: commits.map((balance) => ({
      ...writeOne(account, balance),
      ...(detail.isLedgerShown ? { ledger_entries: writeSeatCommitLedger(account, balance) } : {}),
    })),
    credits: credits.map((balance) => ({
      ...writeOne(account, balance),
      ...(detail.isLedgerShown ? { ledger_entries: writeSeatCreditLedger(account, balance) } : {}),
    })),
  }
}

/** It can be drawn from when its first segment starts until the last one ends, or its contract does. */
function writeOne(account: CustomerAccount, balance: CatalogBalance) {
  const segments = cutSegments(account, balance)
  return {
    id: balance.id,
    balance: balanceOf(account, balance),
    start_date: formatInstant(Math.min(...segments.map(({ startingAt }) => startingAt))),
    end_date: formatInstant(Math.max(...segments.map(({ endingBefore }) => endingBefore))),
  }
}
