import { type Decimal, truncateQuantity } from '../kernel/decimal.ts'
import type { TimeRange } from '../kernel/window.ts'
import { roundAmount } from './round-amount.ts'
import type { AmountRounding } from './subscription.ts'

/**
 * The part of an amount that some time is of a whole period (semantics 35).
 * @param rounding null cuts off at 20 fractional digits.
 */
export function prorate(
  amount: Decimal,
  part: TimeRange,
  whole: TimeRange,
  rounding: AmountRounding | null,
): Decimal {
  const exact = amount.times(part.to - part.from).dividedBy(whole.to - whole.from)
  return rounding === null ? truncateQuantity(exact) : roundAmount(exact, rounding)
}
