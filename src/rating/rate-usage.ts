import type { TimeRange } from '../kernel/window.ts'
import { billedGrowth, type GroupGrowth } from './billed-growth.ts'
import { groupValuesText } from './group-values.ts'
import { priceGrowth } from './price-growth.ts'
import { priceStretches } from './price-stretches.ts'
import type {
  ContractPricing,
  CumulativeQuantity,
  GroupValues,
  UsageLine,
  UsageProduct,
  UsageProductVersion,
  UsageRate,
} from './usage-line.ts'

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
  const ratesOf = Map.groupBy(product.rates, (rate) => groupValuesText(rate.pricingGroupValues))
  return billedGrowth(product, quantities).flatMap(({ growth, ...values }) => {
    const rates = ratesOf.get(groupValuesText(values.pricingGroupValues)) ?? []
    const stretches = priceStretches({ ...product, ...values, rates }, pricing, period).filter(
      ({ version }) => isGroupOf(product.versions[version], values),
    )
    const showsZero =
      Object.keys({ ...values.pricingGroupValues, ...values.presentationGroupValues }).length === 0
    return priceGrowth(stretches, growth, showsZero).map((line) => ({ ...line, ...values }))
  })
}

/** Whether a version of the product has these keys; another one's usage is in other groups. */
function isGroupOf(
  version: UsageProductVersion | undefined,
  { pricingGroupValues, presentationGroupValues }: Omit<GroupGrowth, 'growth'>,
): boolean {
  const isOf = (names: readonly string[], values: GroupValues) =>
    names.length === Object.keys(values).length && names.every((name) => Object.hasOwn(values, name))
  return (
    version !== undefined &&
    isOf(version.pricingGroupKey, pricingGroupValues) &&
    isOf(version.presentationGroupKey, presentationGroupValues)
  )
}
