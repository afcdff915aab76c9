import type { TimeRange } from '../kernel/window.ts'
import { priceGrowth } from './price-growth.ts'
import { pricedGroups } from './priced-groups.ts'
import type { ContractPricing, CumulativeQuantity, UsageLine, UsageProduct, UsageRate } from './usage-line.ts'

/**
 * Rates a product's usage over a billing period. The order is: convert, round (`billedGrowth`), override, price
 * (`priceStretches`), tiers (`priceGrowth`); semantics 24 to 29. There is a line for each group, each stretch of time
 * with one rate, one override and one version of the product, and each tier. A product without group keys has one at
 * zero, too; one with keys only where there was usage. What neither a rate nor an overwrite covers, or is not
 * entitled, has none.
 * @param quantities in any order; a segment of theirs must not go over any of the product's `priceChanges`.
 */
export function rateUsage<Rate extends UsageRate>(
  product: UsageProduct<Rate>,
  pricing: ContractPricing,
  period: TimeRange,
  quantities: readonly CumulativeQuantity[],
): UsageLine<Rate>[] {
  return pricedGroups(product, pricing, period, quantities).flatMap(({ growth, stretches, ...values }) => {
    const showsZero =
      Object.keys({ ...values.pricingGroupValues, ...values.presentationGroupValues }).length === 0
    return priceGrowth(stretches, growth, showsZero).map((line) => ({ ...line, ...values }))
  })
}
