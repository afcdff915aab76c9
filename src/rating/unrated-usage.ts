import type { Decimal } from '../kernel/decimal.ts'
import { ZERO } from '../kernel/decimal.ts'
import type { Instant } from '../kernel/instant.ts'
import { rangeHolds } from '../kernel/window.ts'
import { groupValuesText } from './group-values.ts'
import { growthOf } from './growth.ts'
import { hasPrice } from './price-in-force.ts'
import type { PricedGrowth } from './priced-groups.ts'
import type { ContractPricing, GroupValues, UsageProduct, UsageRate } from './usage-line.ts'

/** A product's usage that has no price, by what would price it. */
export interface UnratedQuantity {
  /** The product's version, by its index. */
  version: number
  pricingGroupValues: GroupValues
  /** Converted and rounded, as a line's would be. */
  quantity: Decimal
}

/**
 * What `rateUsage` makes no line of because no rate and no overwrite is there for its pricing group values at its time
 * (semantics 29). What is not entitled has a price, and is left out on purpose.
 * @param groups the product's (`pricedGroups`).
 * @param billedFrom what was used before is billed elsewhere.
 * @returns none of 0.
 */
export function unratedUsage<Rate extends UsageRate>(
  product: UsageProduct<Rate>,
  pricing: ContractPricing,
  groups: readonly PricedGrowth<Rate>[],
  billedFrom: Instant,
): UnratedQuantity[] {
  const sums = new Map<string, UnratedQuantity>()
  for (const { growth, stretches, rates, ...values } of groups) {
    for (const { at, from, to } of growthOf(growth)) {
      if (at < billedFrom || stretches.some((one) => rangeHolds(one.period, at))) continue
      const version = product.versions.findIndex((one) => rangeHolds(one.period, at))
      const productTags = product.versions[version]?.tags
      if (productTags === undefined) continue
      const usage = {
        productId: product.id,
        productTags,
        ...values,
        billingFrequency: rates[0]?.billingFrequency ?? null,
      }
      if (hasPrice(rates, pricing, usage, at)) continue
      const key = `${version} ${groupValuesText(values.pricingGroupValues)}`
      const sum = sums.get(key)?.quantity ?? ZERO
      const { pricingGroupValues } = values
      sums.set(key, { version, pricingGroupValues, quantity: sum.plus(to).minus(from) })
    }
  }
  return [...sums.values()].filter(({ quantity }) => !quantity.isZero())
}
