import { type Decimal, ZERO } from '../kernel/decimal.ts'
import type { Instant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'
import { billedQuantity, type QuantityConversion, type QuantityRounding } from './quantity.ts'
import { rateSegments, type RateSegment, type RateTerm } from './rate-schedule.ts'

/** A rate of a product, for one set of pricing group values. */
export interface UsageRate extends RateTerm {
  pricingGroupValues: Readonly<Record<string, string>>
  /** Whether usage at this rate is billed at all. */
  isEntitled: boolean
  price: Decimal
}

/** What rating needs to know of a product. */
export interface UsageProduct<Rate extends UsageRate> {
  quantityConversion: QuantityConversion | null
  quantityRounding: QuantityRounding | null
  pricingGroupKey: readonly string[]
  presentationGroupKey: readonly string[]
  rates: readonly Rate[]
}

/** How much was metered for a group from the period's start to the end of a segment of it. */
export interface CumulativeQuantity {
  segmentStart: Instant
  /** Values of the pricing group key, then of the presentation group key. */
  groups: readonly (string | null)[]
  cumulative: Decimal
}

export type GroupValues = Record<string, string | null>

/** Usage of a product at one rate: a line of the invoice. */
export interface UsageLine<Rate> {
  period: TimeRange
  pricingGroupValues: GroupValues
  presentationGroupValues: GroupValues
  quantity: Decimal
  rate: Rate
  total: Decimal
}

/**
 * Rates a product's usage over a billing period (semantics 24 to 29): the cumulative quantity is converted and
 * rounded as a whole, each segment takes what it added, and segments at one rate make one line. A product
 * without group keys has a line for each rate in force, at zero too; one with keys only where there was usage.
 * What no rate covers, or an unentitled one, is not billed.
 */
export function rateUsage<Rate extends UsageRate>(
  product: UsageProduct<Rate>,
  period: TimeRange,
  quantities: readonly CumulativeQuantity[],
): UsageLine<Rate>[] {
  const byGroup = Map.groupBy(quantities, ({ groups }) => JSON.stringify(groups))
  const isKeyed = product.pricingGroupKey.length + product.presentationGroupKey.length > 0
  if (!isKeyed && byGroup.size === 0) byGroup.set('[]', [])
  return [...byGroup.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, rows]) => rateGroup(product, period, JSON.parse(key) as (string | null)[], rows, isKeyed))
}

function rateGroup<Rate extends UsageRate>(
  product: UsageProduct<Rate>,
  period: TimeRange,
  groups: readonly (string | null)[],
  rows: readonly CumulativeQuantity[],
  isKeyed: boolean,
): UsageLine<Rate>[] {
  const pricingGroupValues = namedValues(product.pricingGroupKey, groups)
  const presentationGroupValues = namedValues(
    product.presentationGroupKey,
    groups.slice(product.pricingGroupKey.length),
  )
  const added = addedQuantities(product, rows)
  return segmentsWithin(product, pricingGroupValues, period).flatMap(({ rate, ...segment }) => {
    const own = added.filter(({ at }) => segment.from <= at && at < segment.to)
    if (!rate.isEntitled || (isKeyed && own.length === 0)) return []
    const quantity = own.reduce((sum, part) => sum.plus(part.quantity), ZERO)
    const total = quantity.times(rate.price)
    return [{ period: segment, pricingGroupValues, presentationGroupValues, quantity, rate, total }]
  })
}

/** What each segment added to the billed quantity. */
function addedQuantities(
  {
    quantityConversion,
    quantityRounding,
  }: Pick<UsageProduct<never>, 'quantityConversion' | 'quantityRounding'>,
  rows: readonly CumulativeQuantity[],
): { at: Instant; quantity: Decimal }[] {
  let before = ZERO
  return rows
    .toSorted((a, b) => a.segmentStart - b.segmentStart)
    .map(({ segmentStart, cumulative }) => {
      const soFar = billedQuantity(cumulative, quantityConversion, quantityRounding)
      const quantity = soFar.minus(before)
      before = soFar
      return { at: segmentStart, quantity }
    })
}

function segmentsWithin<Rate extends UsageRate>(
  { rates, pricingGroupKey }: UsageProduct<Rate>,
  values: GroupValues,
  period: TimeRange,
): (RateSegment<Rate> & TimeRange)[] {
  const matching = rates.filter((rate) =>
    pricingGroupKey.every((name) => rate.pricingGroupValues[name] === values[name]),
  )
  return rateSegments(matching)
    .map(({ from, to, rate }) => ({
      rate,
      from: Math.max(from, period.from),
      to: Math.min(to ?? period.to, period.to),
    }))
    .filter(({ from, to }) => from < to)
}

function namedValues(names: readonly string[], values: readonly (string | null)[]): GroupValues {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? null]))
}
