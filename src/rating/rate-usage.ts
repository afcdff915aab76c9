import type { TimeRange } from '../kernel/window.ts'
import type { MeteredSeries } from './metered-series.ts'
import { priceGrowth } from './price-growth.ts'
import { pricedGroups, type PricedGrowth } from './priced-groups.ts'
import type { ContractPricing, GroupValues, UsageLine, UsageProduct, UsageRate } from './usage-line.ts'

/**
 * Rates a product's usage over a billing period. The order is: convert, round (`billedGrowth`), override, price
 * (`priceStretches`), tiers (`priceGrowth`); semantics 24 to 29. There is a line for each group, each stretch of time
 * with one rate, one override and one version of the product, and each tier. A product without group keys has one at
 * zero, too; one with keys only where there was usage. What neither a rate nor an overwrite covers, or is not
 * entitled, has none.
 * @param metered one of each version and group; a segment of theirs must not go over any of the product's `priceChanges`.
 */
export function rateUsage<Rate extends UsageRate>(
  product: UsageProduct<Rate>,
  pricing: ContractPricing,
  period: TimeRange,
  metered: readonly MeteredSeries[],
): UsageLine<Rate>[] {
  return rateGroups(pricedGroups(product, pricing, period, metered))
}

/** The same of what is laid out already. */
export function rateGroups<Rate>(groups: readonly PricedGrowth<Rate>[]): UsageLine<Rate>[] {
  const lines: UsageLine<Rate>[] = []
  for (const { growth, stretches, pricingGroupValues, presentationGroupValues } of groups) {
    const showsZero = isWithoutKeys(pricingGroupValues) && isWithoutKeys(presentationGroupValues)
    for (const line of priceGrowth(stretches, growth, showsZero)) {
      lines.push({ ...line, pricingGroupValues, presentationGroupValues })
    }
  }
  return lines
}

function isWithoutKeys(values: GroupValues): boolean {
  return Object.keys(values).length === 0
}
