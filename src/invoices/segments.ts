import type { Instant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'
import type { BilledProduct } from './billed-products.ts'

/** The segments of a period within which no price of these products changes, in order. */
export function segmentsOf(
  products: readonly Pick<BilledProduct, 'rates'>[],
  period: TimeRange,
): TimeRange[] {
  const starts = segmentStarts(products, period)
  return starts.map((from, index) => ({ from, to: starts[index + 1] ?? period.to }))
}

/** The period's start and every instant within it at which a rate of the products starts or ends, in order. */
export function segmentStarts(
  products: readonly Pick<BilledProduct, 'rates'>[],
  period: TimeRange,
): Instant[] {
  const changes = products
    .flatMap((product) => product.rates)
    .flatMap((rate) => [rate.startingAt, rate.endingBefore ?? period.to])
    .filter((at) => period.from < at && at < period.to)
  return [...new Set([period.from, ...changes])].sort((a, b) => a - b)
}
