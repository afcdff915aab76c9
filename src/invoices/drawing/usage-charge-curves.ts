import { curveOf, type ChargeCurve } from './charge-curve.ts'
import { compositeDrawSteps, subscriptionDrawSteps, usageDrawCurves } from './draw-steps.ts'
import type { InvoiceHead } from '../invoice.ts'
import type { UsageCharges } from '../charges/usage-charges.ts'

/** The same charges for commits and credits to cover. */
export function usageChargeCurves(
  head: InvoiceHead,
  { rated, listed, charges, composed, unitOf }: UsageCharges,
): ChargeCurve[] {
  const others = [...subscriptionDrawSteps(head, charges, unitOf), ...compositeDrawSteps(head, composed)]
  return [...usageDrawCurves(head, rated, unitOf, listed), ...others.map(curveOf)]
}
