import { type Decimal, ZERO } from '../kernel/decimal.ts'
import type { Instant } from '../kernel/instant.ts'
import type { PriceStretch } from './price-stretches.ts'
import type { PricedGrowth } from './priced-groups.ts'
import type { GroupValues } from './usage-line.ts'

/** What a group's billed quantity does in one segment, and what prices it. */
export interface UsageStep<Rate> {
  /** The segment's start. */
  at: Instant
  /** The quantity used so far in the period, before and after. */
  from: Decimal
  to: Decimal
  stretch: PriceStretch<Rate>
  pricingGroupValues: GroupValues
  presentationGroupValues: GroupValues
}

/**
 * A product's usage segment by segment, for commits and credits to draw on (semantics 11 and 26): what `rateUsage` makes
 * lines of, before it is summed up. What is not billed has no step, but moves the position of those after it.
 */
export function usageSteps<Rate>(groups: readonly PricedGrowth<Rate>[]): UsageStep<Rate>[] {
  return groups.flatMap(({ growth, stretches, pricingGroupValues, presentationGroupValues }) => {
    const values = { pricingGroupValues, presentationGroupValues }
    let position = ZERO
    const steps: UsageStep<Rate>[] = []
    for (const { at, quantity } of growth) {
      const from = position
      position = position.plus(quantity)
      const stretch = stretches.find((one) => one.period.from <= at && at < one.period.to)
      if (stretch !== undefined) steps.push({ at, from, to: position, stretch, ...values })
    }
    return steps
  })
}
