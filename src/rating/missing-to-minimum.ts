import { Decimal, divideQuantity, sumOf, ZERO } from '../kernel/decimal.ts'
import type { TimeRange } from '../kernel/window.ts'
import { minimumOf } from './price.ts'
import type { PriceStretch } from './price-stretches.ts'

/**
 * What the charges of a billing period fall short of its minimum; 0 where they do not, and where it has none: charges
 * may be below 0 then. The minimum is the mean of those in force, each by the time that it held (semantics 35), cut off at
 * 20 fractional digits; while none held, it counts as 0. It is that of the price as an overwrite made it.
 * @param chargedBefore in the same billing period, by the invoices of parts of it that were cut off.
 */
export function missingToMinimum(
  stretches: readonly Pick<PriceStretch<unknown>, 'period' | 'effective'>[],
  charges: readonly { total: Decimal }[],
  period: TimeRange,
  chargedBefore: Decimal = ZERO,
): Decimal {
  if (stretches.every(({ effective }) => minimumOf(effective.price) === null)) return ZERO
  const weighted = sumOf(stretches, ({ period: { from, to }, effective }) =>
    (minimumOf(effective.price) ?? ZERO).times(to - from),
  )
  const minimum = divideQuantity(weighted, period.to - period.from)
  const charged = chargedBefore.plus(sumOf(charges, ({ total }) => total))
  return Decimal.max(minimum.minus(charged), ZERO)
}
