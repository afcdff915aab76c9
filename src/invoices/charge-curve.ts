import type { Instant } from '../kernel/instant.ts'
import type { Growth } from '../rating/growth.ts'
import type { ChargeStep } from './draw-steps.ts'

/** Charges of one line at one list price, each of which goes on where the one before it ended. */
export interface ChargeCurve extends Pick<ChargeStep, 'line' | 'listRule'> {
  /** In order of time, one an instant; at least one. */
  growth: readonly Growth[]
  /** The prices where a balance is drawn, at a time. */
  ruleAt: (at: Instant) => ChargeStep['ruleFor']
}

/** A charge as a curve of its own. */
export function curveOf({ at, from, to, line, listRule, ruleFor }: ChargeStep): ChargeCurve {
  return { line, listRule, growth: [{ at, from, to }], ruleAt: () => ruleFor }
}

/** Charge by charge. */
export function chargeSteps(curves: readonly ChargeCurve[]): ChargeStep[] {
  return curves.flatMap((curve) => curve.growth.map((growth) => stepOf(curve, growth)))
}

/**
 * A curve's charges from an instant on and before another as one charge, from the first one's time; null where there are none.
 * Where none of them falls, they cost the same together, as each unit's tier is that of its position.
 */
export function chargeBetween(curve: ChargeCurve, from: Instant, before: Instant): ChargeStep | null {
  const { growth } = curve
  const [first, end] = [placeOf(growth, from), placeOf(growth, before)]
  const [start, last] = [growth[first], growth[end - 1]]
  if (first >= end || start === undefined || last === undefined) return null
  return stepOf(curve, { at: start.at, from: start.from, to: last.to })
}

/** Where what is not before an instant begins. @param growth in order of time. */
function placeOf(growth: readonly Growth[], at: Instant): number {
  let [low, high] = [0, growth.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((growth[middle]?.at ?? at) < at) low = middle + 1
    else high = middle
  }
  return low
}

function stepOf({ line, listRule, ruleAt }: ChargeCurve, { at, from, to }: Growth): ChargeStep {
  return { at, from, to, line, listRule, ruleFor: ruleAt(at) }
}
