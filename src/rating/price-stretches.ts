import { rangeHolds, rangesFrom, type TimeRange } from '../kernel/window.ts'
import { priceChanges } from './price-changes.ts'
import { priceInForce, type PriceInForce } from './price-in-force.ts'
import type { ContractPricing, GroupValues, UsageRate } from './usage-line.ts'

/** A stretch of a billing period in which some usage has one rate, one override and one version of its product. */
export interface PriceStretch<Rate> extends PriceInForce<Rate> {
  period: TimeRange
  /** The product's version, by its index. */
  version: number
}

/** What is priced: a product's usage by one group. */
export interface PricedGroup<Rate> {
  id: string
  versions: readonly { period: TimeRange; tags: readonly string[] }[]
  /** Those for its pricing group values, all of one billing frequency. */
  rates: readonly Rate[]
  pricingGroupValues: GroupValues
  presentationGroupValues: GroupValues
}

/** Lays out in time what prices a group's usage, in order; where it is not billed there is no stretch. */
export function priceStretches<Rate extends UsageRate>(
  group: PricedGroup<Rate>,
  pricing: ContractPricing,
  period: TimeRange,
): PriceStretch<Rate>[] {
  const stretches: PriceStretch<Rate>[] = []
  for (const unchanged of rangesFrom(priceChanges([group], pricing, period), period.to)) {
    const stretch = stretchOf(group, pricing, unchanged)
    const last = stretches.at(-1)
    if (stretch === null) continue
    if (last !== undefined && isOneStretch(last, stretch)) last.period.to = stretch.period.to
    else stretches.push(stretch)
  }
  return stretches
}

/** @param period between two changes of prices. */
function stretchOf<Rate extends UsageRate>(
  { id, versions, rates, pricingGroupValues, presentationGroupValues }: PricedGroup<Rate>,
  pricing: ContractPricing,
  period: TimeRange,
): PriceStretch<Rate> | null {
  const version = versions.findIndex((one) => rangeHolds(one.period, period.from))
  const productTags = versions[version]?.tags
  if (productTags === undefined) return null
  const usage = {
    productId: id,
    productTags,
    pricingGroupValues,
    presentationGroupValues,
    billingFrequency: rates[0]?.billingFrequency ?? null,
  }
  const price = priceInForce(rates, pricing, usage, period.from)
  return price === null ? null : { ...price, period, version }
}

function isOneStretch<Rate>(last: PriceStretch<Rate>, next: PriceStretch<Rate>): boolean {
  return (
    last.period.to === next.period.from &&
    last.version === next.version &&
    last.rate === next.rate &&
    last.override === next.override
  )
}
