import type { TimeRange } from '../../kernel/window.ts'
import { drawDown, type Drawdown } from '../../rating/drawdown/draw-down.ts'
import { chargeSteps } from './charge-curve.ts'
import type { ChargeStep } from './draw-steps.ts'
import { readContractUsage } from '../charges/contract-usage.ts'
import { drawByStretches } from './draw-by-stretches.ts'
import { drawWhole } from './draw-whole.ts'
import type { Draws } from '../balances/draws.ts'
import { hoursWithin } from './hours.ts'
import type { InvoiceHead } from '../invoice.ts'
import type { InvoiceScope } from '../scope.ts'
import { rateContract } from '../charges/rate-contract.ts'
import { readUsageCharges, type UsageCharges } from '../charges/usage-charges.ts'
import { usageChargeCurves } from './usage-charge-curves.ts'

/** What a usage invoice charges, and what was drawn for it; null where there was nothing to draw on. */
export interface DrawnUsage {
  all: UsageCharges
  drawdown: Drawdown<ChargeStep> | null
}

/**
 * Reads what a usage invoice charges and draws it on what is there for it, hour by hour (reference section 6). Usage is told
 * apart by the hour only where hours can matter, which costs another query and many more rows.
 * @throws where the warehouse fails; a failed computation is never a zero (semantics 33).
 */
export async function drawUsage(
  scope: InvoiceScope,
  head: InvoiceHead,
  period: TimeRange,
  draws: Draws,
): Promise<DrawnUsage> {
  const all = await readUsageCharges(scope, head, period, [])
  if (draws.balances.length === 0) return { all, drawdown: null }
  const whole = all.mayFall ? null : drawWhole(head, period, chargeSteps(usageChargeCurves(head, all)), draws)
  if (whole !== null) return { all, drawdown: whole }
  const hourly = await readByTheHour(scope, head, period, all)
  const curves = usageChargeCurves(head, hourly)
  const drawdown = hourly.rated.mayFall
    ? drawDown(chargeSteps(curves), draws.balances, draws.remaining, head.contract.id)
    : drawByStretches(head, curves, draws)
  return { all: hourly, drawdown }
}

/** The same charges, told apart by the hour. Lines of quantities that only rose are the same, and are not made again. */
async function readByTheHour(
  scope: InvoiceScope,
  head: InvoiceHead,
  period: TimeRange,
  all: UsageCharges,
): Promise<UsageCharges> {
  if (all.rated.mayFall || all.composed.length > 0) {
    return readUsageCharges(scope, head, period, hoursWithin(period))
  }
  const { curvesOf } = rateContract(await readContractUsage(scope, head, period, hoursWithin(period)))
  return { ...all, rated: { ...all.rated, curvesOf } }
}
