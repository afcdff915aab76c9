import { growthWithin, type GrowthSeries } from './growth.ts'
import type { PriceStretch } from './price-stretches.ts'
import type { PricedGrowth } from './priced-groups.ts'
import type { GroupValues } from './usage-line.ts'

/** A group's billed quantity in a stretch of time that one price holds for. */
export interface UsageCurve<Rate> {
  /** At least one segment. Each goes on where the one before it ended. */
  growth: GrowthSeries
  stretch: PriceStretch<Rate>
  pricingGroupValues: GroupValues
  presentationGroupValues: GroupValues
}

/**
 * A product's usage for commits and credits to draw on (semantics 11 and 26): what `rateUsage` makes lines of, before it is
 * summed up. What is not billed is on no curve, but moves the position of what comes after it.
 */
export function usageCurves<Rate>(groups: readonly PricedGrowth<Rate>[]): UsageCurve<Rate>[] {
  return groups.flatMap(({ growth, stretches, pricingGroupValues, presentationGroupValues }) =>
    stretches.flatMap((stretch) => {
      const own = growthWithin(growth, stretch.period)
      return own.segmentStarts.length === 0
        ? []
        : [{ growth: own, stretch, pricingGroupValues, presentationGroupValues }]
    }),
  )
}
