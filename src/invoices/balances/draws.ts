import { ZERO } from '../../kernel/decimal.ts'
import type { Balance, Remaining } from '../../rating/drawdown/balance.ts'
import { drawnBy } from './child-access.ts'
import type { DrawBook } from './draw-book.ts'
import type { DrawableBalance } from './drawable-balances.ts'
import type { InvoiceHead } from '../invoice.ts'

/** What one invoice may draw on, before it does. */
export interface Draws {
  /** Empty where there is nothing to draw. */
  balances: readonly Balance[]
  remaining: Remaining
  drawable: ReadonlyMap<string, DrawableBalance>
  /** As `drawDown` takes them. */
  freeIds?: ReadonlySet<string>
}

/** Nothing to draw on. */
export const NO_DRAWS: Draws = { balances: [], remaining: new Map(), drawable: new Map() }

/** Those commits and credits that an invoice may draw on: open to its contract, with something left, in its time. */
export function drawsFor(book: DrawBook, head: InvoiceHead): Draws {
  const { balances, contracts, remaining: left, reserved } = book
  const { contract, period, agreedAt } = head
  // A subscription draws as its time begins or ends (docs/decisions/0015): maybe before the period, or at its very end.
  const hasSubscriptions = contract.terms.subscriptions.length > 0
  const until = period === null ? agreedAt + 1 : period.to + Number(hasSubscriptions)
  const from = hasSubscriptions ? -Infinity : (period?.from ?? agreedAt)
  const remaining =
    reserved.size === 0
      ? left
      : new Map([...left].map(([id, amount]) => [id, amount.minus(reserved.get(id) ?? ZERO)]))
  const open = [...balances.values()]
    .flatMap((drawable) => drawnBy(drawable, contract, contracts) ?? [])
    .filter(({ segments }) =>
      segments.some(
        (segment) =>
          segment.startingAt < until &&
          segment.endingBefore > from &&
          (remaining.get(segment.id) ?? ZERO).greaterThan(ZERO),
      ),
    )
  return { balances: open, remaining, drawable: balances }
}
