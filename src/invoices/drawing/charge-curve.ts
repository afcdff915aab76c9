import type { Instant } from '../../kernel/instant.ts'
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
 * A curve's charges from an instant on and before another as one charge, from the first one's time; null where there are none.
 * Where none of them falls, they cost the same together, as each unit's tier is that of its position.
 */
export function chargeBetween(curve: ChargeCurve, from: Instant, before: Instant): ChargeStep | null {
  const { growth } = curve
  const { segmentStarts } = growth
  const [first, end] = [placeOf(segmentStarts, from), placeOf(segmentStarts, before)]
  const at = segmentStarts[first]
  if (first >= end || at === undefined) return null
  return stepOf(curve, { at, from: growth.fromAt(first), to: growth.toAt(end - 1) })
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
