import { ZERO } from '../kernel/decimal.ts'
import type { Balance, Remaining } from '../rating/drawdown/balance.ts'
import type { DrawBook } from './draw-book.ts'
import type { DrawableBalance } from './drawable-balances.ts'
import type { InvoiceHead } from './invoice.ts'

/** What one invoice may draw on, before it does. */
export interface Draws {
  /** Empty where there is nothing to draw. */
  balances: readonly Balance[]
  remaining: Remaining
  drawable: ReadonlyMap<string, DrawableBalance>
}

/** Nothing to draw on. */
export const NO_DRAWS: Draws = { balances: [], remaining: new Map(), drawable: new Map() }

/** Those commits and credits that an invoice may draw on: open to its contract, with something left, in its time. */
export function drawsFor({ balances, remaining }: DrawBook, head: InvoiceHead): Draws {
  const { contract, period, issuedAt } = head
  const until = period?.to ?? issuedAt + 1
  // A subscription in arrears draws at the start of what it is for, which may be long before.
  const from = contract.terms.subscriptions.length > 0 ? -Infinity : (period?.from ?? issuedAt)
  const open = [...balances.values()].filter(
    ({ drawn: { contractIds, segments } }) =>
      (contractIds === null || contractIds.includes(contract.id)) &&
      segments.some(
        (segment) =>
          segment.startingAt < until &&
          segment.endingBefore > from &&
          (remaining.get(segment.id) ?? ZERO).greaterThan(ZERO),
      ),
  )
  return { balances: open.map(({ drawn }) => drawn), remaining, drawable: balances }
}
