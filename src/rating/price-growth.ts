import { type Decimal, ZERO } from '../kernel/decimal.ts'
import type { TimeRange } from '../kernel/window.ts'
import type { Growth } from './growth.ts'
import type { PriceStretch } from './price-stretches.ts'
import type { PricedPart } from './pricing-rule.ts'
import type { LinePart, PricedLine } from './usage-line.ts'

/** What one segment brought to one tier. */
interface SegmentPart {
  period: TimeRange
  part: PricedPart
}

/**
 * Prices what a billed quantity grew by, stretch by stretch: a line for each tier that was touched. The position in
 * the tiers is all that was used so far in the period, also what was not billed, and goes on from stretch to stretch
 * (semantics 26).
 * @param growth in order of time.
 * @param showsZero whether a stretch without growth has a line of quantity 0 (semantics 28).
 */
export function priceGrowth<Rate>(
  stretches: readonly PriceStretch<Rate>[],
  growth: readonly Growth[],
  showsZero: boolean,
): PricedLine<Rate>[] {
  return stretches.flatMap((stretch) => {
    const { period } = stretch
    const own = growth.filter(({ at }) => period.from <= at && at < period.to)
    if (own.length === 0 && !showsZero) return []
    const position = growth.findLast(({ at }) => at < period.from)?.to ?? ZERO
    return linesByTier(
      stretch,
      segmentParts(stretch, own.length === 0 ? [{ at: period.from, from: position, to: position }] : own),
    )
  })
}

function segmentParts<Rate>(
  { period, effective }: PriceStretch<Rate>,
  growth: readonly Growth[],
): SegmentPart[] {
  return growth.flatMap(({ at, from, to }, index) => {
    const segment = { from: at, to: growth[index + 1]?.at ?? period.to }
    return effective.rule.parts(from, to).map((part) => ({ period: segment, part }))
  })
}

/** Tiers in which nothing changed are left out; where nothing changed in any, the last that was reached is there. */
function linesByTier<Rate>(stretch: PriceStretch<Rate>, parts: readonly SegmentPart[]): PricedLine<Rate>[] {
  const changing = parts.filter(({ part }) => !part.quantity.isZero())
  const shown = changing.length > 0 ? changing : parts.slice(-1)
  const byTier = Map.groupBy(shown, ({ part }) => part.tier?.level ?? 0)
  return [...byTier.entries()]
    .sort(([a], [b]) => a - b)
    .flatMap(([, own]) => {
      const [first] = own
      return first === undefined ? [] : [lineOf(stretch, first.part, own)]
    })
}

function lineOf<Rate>(
  { effective, ...stretch }: PriceStretch<Rate>,
  { unitPrice, tier }: PricedPart,
  segments: readonly SegmentPart[],
): PricedLine<Rate> {
  const parts: LinePart[] = segments.map(({ period, part: { quantity, total } }) => ({
    period,
    quantity,
    total,
  }))
  const quantity = sum(parts)
  return {
    ...stretch,
    quantity,
    unitPrice,
    total: quantity.times(unitPrice),
    tier,
    price: effective.price,
    parts,
  }
}

function sum(quantities: readonly { quantity: Decimal }[]): Decimal {
  return quantities.reduce((total, { quantity }) => total.plus(quantity), ZERO)
}
