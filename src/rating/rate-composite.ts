import { type Decimal, ZERO, sumOf } from '../kernel/decimal.ts'
import { rangeHolds, type TimeRange } from '../kernel/window.ts'
import { seriesOfGrowth, type GrowthSeries } from './growth.ts'
import { missingToMinimum } from './missing-to-minimum.ts'
import { priceGrowth } from './price-growth.ts'
import { priceStretches } from './price-stretches.ts'
import type { ContractPricing, PricedLine, UsageRate } from './usage-line.ts'

/** Which spend a composite product is a percentage of. */
export interface CompositeSpendShape {
  productIds: readonly string[]
  /** Products with any of these. */
  tags: readonly string[]
  excludeFreeUsage: boolean
  /** Whether what other composites charge is spend as well. */
  includeCompositeSpend: boolean
}

/** What was spent on a product in one segment of the period. */
export interface SpendPart {
  productId: string
  productTags: readonly string[]
  /** It counts at its start. */
  period: TimeRange
  total: Decimal
  creditTypeId: string
  /** Whether the product is a composite itself. */
  isComposite?: boolean
}

/** A product that is priced as a percentage of what others come to. */
export interface CompositeProduct<Rate> {
  id: string
  /** In order of time, clipped to the billing period. */
  versions: readonly { period: TimeRange; tags: readonly string[]; composite: CompositeSpendShape }[]
  rates: readonly Rate[]
}

/** What a composite charged in a part of its billing period that was cut off. */
export interface ChargedBefore {
  period: TimeRange
  charged: Decimal
}

/** A line whose quantity is the spend, and whose unit price is the fraction of it that is charged. */
export interface CompositeLine<Rate> extends PricedLine<Rate> {
  /** What its total, and none of its parts, has on top of `quantity` times `unitPrice`. */
  missingToMinimum: Decimal
}

/**
 * Rates a composite product over a billing period (reference section 5): of what was spent while one price held, that
 * price's fraction. Tiers count the spend so far in the period. Where the charges fall short of the period's minimum,
 * the last line takes the rest. It never counts what it charges itself.
 *
 * `excludeFreeUsage` needs no rule: what it leaves out came to 0 and adds nothing to the spend.
 * @param spend in any order; a part must not go over any of the product's `priceChanges`.
 * @param currencyId what is spent in another unit does not count, until it is converted.
 * @param before the part of the same billing period that was cut off before this one, and what it charged there. The
 * minimum is that of both together; what was spent before is in `spend`, and moves the position in the tiers alone.
 */
export function rateComposite<Rate extends UsageRate>(
  product: CompositeProduct<Rate>,
  pricing: ContractPricing,
  period: TimeRange,
  spend: readonly SpendPart[],
  currencyId: string,
  before: ChargedBefore | null = null,
): CompositeLine<Rate>[] {
  const values = { pricingGroupValues: {}, presentationGroupValues: {} }
  const group = { ...product, ...values }
  const stretches = priceStretches(group, pricing, period)
  const inCurrency = spend.filter(
    ({ creditTypeId, productId }) => creditTypeId === currencyId && productId !== product.id,
  )
  const lines = priceGrowth(stretches, spendGrowth(product, inCurrency), true)
  const whole = before === null ? period : { from: before.period.from, to: period.to }
  const held = before === null ? stretches : priceStretches(group, pricing, whole)
  const missing = missingToMinimum(held, lines, whole, before?.charged)
  return lines.map((line, index) => {
    const rest = index === lines.length - 1 ? missing : ZERO
    return { ...line, total: line.total.plus(rest), missingToMinimum: rest }
  })
}

/** How the spend grew that the version in force counts, in order of time. */
function spendGrowth({ versions }: CompositeProduct<unknown>, spend: readonly SpendPart[]): GrowthSeries {
  const counted = versions.flatMap(({ period, composite }) =>
    spend.filter((part) => rangeHolds(period, part.period.from) && counts(part, composite)),
  )
  let to = ZERO
  const growth = [...Map.groupBy(counted, (part) => part.period.from)]
    .sort(([a], [b]) => a - b)
    .map(([at, parts]) => {
      const from = to
      to = from.plus(sumOf(parts, ({ total }) => total))
      return { at, from, to }
    })
  return seriesOfGrowth(growth)
}

/** A product counts by its id or any of its tags; where a composite names neither, none does. */
function counts(part: SpendPart, composite: CompositeSpendShape): boolean {
  const isNamed =
    composite.productIds.includes(part.productId) ||
    composite.tags.some((tag) => part.productTags.includes(tag))
  return isNamed && (part.isComposite !== true || composite.includeCompositeSpend)
}
