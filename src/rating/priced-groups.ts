import type { TimeRange } from '../kernel/window.ts'
import { billedGrowth, type GroupGrowth } from './billed-growth.ts'
import { areOfVersion, groupValuesText } from './group-values.ts'
import type { MeteredSeries } from './metered-series.ts'
import { priceStretches, type PriceStretch } from './price-stretches.ts'
import type { ContractPricing, UsageProduct, UsageRate } from './usage-line.ts'

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
  metered: readonly MeteredSeries[],
): PricedGrowth<Rate>[] {
  const layout = layoutOf(product, pricing, period)
  return billedGrowth(product, metered).map((group) => {
    const { growth, pricingGroupValues, presentationGroupValues } = group
    const { stretches, rates } = layout(group)
    return { growth, stretches, rates, pricingGroupValues, presentationGroupValues }
  })
}

type Laid<Rate> = Pick<PricedGrowth<Rate>, 'stretches' | 'rates'>
type Layout<Rate> = (values: GroupOf) => Laid<Rate>
type GroupOf = Pick<GroupGrowth, 'pricingGroupValues' | 'presentationGroupValues'>

const layouts = new WeakMap<object, { period: TimeRange; layout: Layout<never> }>()

/** How a product's prices lie in time, by group. Without overrides it is the same for every contract that prices it. */
function layoutOf<Rate extends UsageRate>(
  product: UsageProduct<Rate>,
  pricing: ContractPricing,
  period: TimeRange,
): Layout<Rate> {
  if (pricing.overrides.length > 0) return layOut(product, pricing, period)
  const known = layouts.get(product)
  if (known?.period.from === period.from && known.period.to === period.to) return known.layout
  const layout = rememberPriced(product, layOut(product, pricing, period))
  layouts.set(product, { period, layout: layout as Layout<never> })
  return layout
}

/** Only groups that have rates are remembered, as there is no end to others, and that are told apart by nothing else. */
function rememberPriced<Rate>(product: UsageProduct<Rate>, layout: Layout<Rate>): Layout<Rate> {
  if (product.versions.some(({ presentationGroupKey }) => presentationGroupKey.length > 0)) return layout
  const known = new Map<string, Laid<Rate>>()
  return (values) => {
    const key = groupValuesText(values.pricingGroupValues)
    const laid = known.get(key) ?? layout(values)
    if (laid.rates.length > 0) known.set(key, laid)
    return laid
  }
}

function layOut<Rate extends UsageRate>(
  product: UsageProduct<Rate>,
  pricing: ContractPricing,
  period: TimeRange,
): Layout<Rate> {
  const ratesOf = Map.groupBy(product.rates, (rate) => groupValuesText(rate.pricingGroupValues))
  return (values) => {
    const rates = ratesOf.get(groupValuesText(values.pricingGroupValues)) ?? []
    const stretches = priceStretches({ ...product, ...values, rates }, pricing, period).filter(
      ({ version: place }) => {
        const version = product.versions[place]
        return version !== undefined && areOfVersion(values, version)
      },
    )
    return { stretches, rates }
  }
}
