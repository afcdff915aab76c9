import type { TimeRange } from '../kernel/window.ts'
import { billedGrowth, type GroupGrowth } from './billed-growth.ts'
import { groupValuesText } from './group-values.ts'
import { priceStretches, type PriceStretch } from './price-stretches.ts'
import type {
  ContractPricing,
  CumulativeQuantity,
  GroupValues,
  UsageProduct,
  UsageProductVersion,
  UsageRate,
} from './usage-line.ts'

/** A group's billed quantity over a period, and what prices it when. */
export interface PricedGrowth<Rate> extends GroupGrowth {
  stretches: PriceStretch<Rate>[]
  /** Those for its pricing group values. */
  rates: readonly Rate[]
}

/** Every group of a product's usage: converted, rounded (`billedGrowth`), with its override and price (`priceStretches`). */
export function pricedGroups<Rate extends UsageRate>(
  product: UsageProduct<Rate>,
  pricing: ContractPricing,
  period: TimeRange,
  quantities: readonly CumulativeQuantity[],
): PricedGrowth<Rate>[] {
  const ratesOf = Map.groupBy(product.rates, (rate) => groupValuesText(rate.pricingGroupValues))
  return billedGrowth(product, quantities).map(({ growth, ...values }) => {
    const rates = ratesOf.get(groupValuesText(values.pricingGroupValues)) ?? []
    const stretches = priceStretches({ ...product, ...values, rates }, pricing, period).filter(
      ({ version }) => isGroupOf(product.versions[version], values),
    )
    return { growth, stretches, rates, ...values }
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
