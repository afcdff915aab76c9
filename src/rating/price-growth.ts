import { ZERO } from '../kernel/decimal.ts'
import type { TimeRange } from '../kernel/window.ts'
import { growthWithin, seriesOfGrowth, type GrowthSeries } from './growth.ts'
import type { PriceStretch } from './price-stretches.ts'
import type { PricedPart } from './pricing-rule.ts'
import type { LinePart, PricedLine } from './usage-line.ts'

/**
 * Prices what a billed quantity grew by, stretch by stretch: a line for each tier that was touched. The position in
 * the tiers is all that was used so far in the period, also what was not billed, and goes on from stretch to stretch
 * (semantics 26).
 * @param showsZero whether a stretch without growth has a line of quantity 0 (semantics 28).
 */
export function priceGrowth<Rate>(
  stretches: readonly PriceStretch<Rate>[],
  growth: GrowthSeries,
  showsZero: boolean,
): PricedLine<Rate>[] {
  return stretches.flatMap((stretch) => {
    const { period } = stretch
    const own = growthWithin(growth, period)
    if (own.segmentStarts.length > 0) return linesByTier(stretch, own)
    if (!showsZero) return []
    const before = growth.segmentStarts.findLastIndex((at) => at < period.from)
    const position = before < 0 ? ZERO : growth.toAt(before)
    return linesByTier(stretch, seriesOfGrowth([{ at: period.from, from: position, to: position }]))
  })
}

/** Tiers in which nothing changed are left out; where nothing changed in any, the last that was reached is there. */
function linesByTier<Rate>(stretch: PriceStretch<Rate>, growth: GrowthSeries): PricedLine<Rate>[] {
  const lines: TierLine<Rate>[] = []
  let unchanged: PricedLine<Rate> | null = null
  const { segmentStarts } = growth
  for (const [place, at] of segmentStarts.entries()) {
    const segment = { from: at, to: segmentStarts[place + 1] ?? stretch.period.to }
    for (const part of stretch.effective.rule.parts(growth.fromAt(place), growth.toAt(place))) {
      if (part.quantity.isZero()) {
        unchanged = lineOf(stretch, segment, part)
        continue
      }
      const line = lines.find(({ tier }) => tier?.level === part.tier?.level)
      if (line === undefined) lines.push(lineOf(stretch, segment, part))
      else addTo(line, segment, part)
    }
  }
  if (lines.length === 0 && unchanged !== null) return [unchanged]
  return lines.sort((a, b) => (a.tier?.level ?? 0) - (b.tier?.level ?? 0))
}

/** A line that goes on from segment to segment. */
interface TierLine<Rate> extends PricedLine<Rate> {
  parts: LinePart[]
}

function lineOf<Rate>(
  stretch: PriceStretch<Rate>,
  segment: TimeRange,
  { quantity, unitPrice, total, tier }: PricedPart,
): TierLine<Rate> {
  const { period, version, rate, override, listPrice, creditTypeId, effective } = stretch
  return {
    period,
    version,
    quantity,
    unitPrice,
    total,
    tier,
    listPrice,
    price: effective.price,
    rate,
    override,
    creditTypeId,
    parts: [{ period: segment, quantity, total }],
  }
}

function addTo<Rate>(line: TierLine<Rate>, period: TimeRange, { quantity, total }: PricedPart): void {
  line.quantity = line.quantity.plus(quantity)
  line.total = line.total.plus(total)
  line.parts.push({ period, quantity, total })
}
