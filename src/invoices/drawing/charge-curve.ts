import type { Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { growthOf, seriesOfGrowth, type Growth, type GrowthSeries } from '../../rating/growth.ts'
import type { ChargeStep } from './draw-steps.ts'

/** Charges of one line at one list price, each of which goes on where the one before it ended. */
export interface ChargeCurve extends Pick<ChargeStep, 'line' | 'listRule'> {
  /** At least one segment. */
  growth: GrowthSeries
  /** The prices where a balance is drawn, at a time. */
  ruleAt: (at: Instant) => ChargeStep['ruleFor']
}

/** A charge as a curve of its own. */
export function curveOf({ at, from, to, line, listRule, ruleFor }: ChargeStep): ChargeCurve {
  return { line, listRule, growth: seriesOfGrowth([{ at, from, to }]), ruleAt: () => ruleFor }
}

/** Charge by charge. */
export function chargeSteps(curves: readonly ChargeCurve[]): ChargeStep[] {
  return curves.flatMap((curve) => growthOf(curve.growth).map((growth) => stepOf(curve, growth)))
}

/**
 * The charges of a stretch of time, those of each curve as one, from its first one's time. Where none of them falls, they cost the
 * same together, as each unit's tier is that of its position.
 * @returns also the period that holds all of them, from the first on up to just after the last.
 */
export function chargesWithin(
  curves: readonly ChargeCurve[],
  { from, to }: TimeRange,
): { charges: ChargeStep[]; period: TimeRange } {
  const charges: ChargeStep[] = []
  let [periodFrom, periodTo] = [to, from]
  for (const curve of curves) {
    const { growth } = curve
    const { segmentStarts } = growth
    const [first, end] = [placeOf(segmentStarts, from), placeOf(segmentStarts, to)]
    const [at, lastAt] = [segmentStarts[first], segmentStarts[end - 1]]
    if (first >= end || at === undefined || lastAt === undefined) continue
    charges.push(stepOf(curve, { at, from: growth.fromAt(first), to: growth.toAt(end - 1) }))
    periodFrom = Math.min(periodFrom, at)
    periodTo = Math.max(periodTo, lastAt + 1)
  }
  return { charges, period: { from: periodFrom, to: periodTo } }
}

/** The place of the first that is not before an instant. @param instants in order. */
function placeOf(instants: readonly Instant[], at: Instant): number {
  let [low, high] = [0, instants.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((instants[middle] ?? at) < at) low = middle + 1
    else high = middle
  }
  return low
}

function stepOf({ line, listRule, ruleAt }: ChargeCurve, { at, from, to }: Growth): ChargeStep {
  return { at, from, to, line, listRule, ruleFor: ruleAt(at) }
}
