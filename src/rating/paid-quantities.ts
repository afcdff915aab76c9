import { type Decimal, ZERO } from '../kernel/decimal.ts'
import type { Instant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'
import type { QuantityChange } from './subscription.ts'

/** An increase of what is paid for, from one quantity to another. */
export interface QuantityIncrease {
  at: Instant
  from: Decimal
  to: Decimal
}

/** How a period's quantity grew, as far as it is paid for. */
export interface PaidQuantities {
  /** The quantity at the period's start; 0 where there is none yet. */
  atStart: Decimal
  /** Each increase within the period beyond all that was paid for before it, in order of time. */
  increases: QuantityIncrease[]
}

/**
 * What quantity of a subscription is paid for in a period (reference section 6): that of its start, and each increase
 * within it. A decrease takes effect in the next period: until then what is paid for may be used again without a charge.
 * @param quantities in order of time.
 */
export function paidQuantities(quantities: readonly QuantityChange[], period: TimeRange): PaidQuantities {
  const atStart = quantities.findLast(({ startingAt }) => startingAt <= period.from)?.quantity ?? ZERO
  const increases: QuantityIncrease[] = []
  let paidFor = atStart
  for (const { startingAt, quantity } of quantities) {
    const isWithin = period.from < startingAt && startingAt < period.to
    if (!isWithin || !quantity.greaterThan(paidFor)) continue
    increases.push({ at: startingAt, from: paidFor, to: quantity })
    paidFor = quantity
  }
  return { atStart, increases }
}
