import { derivedId } from '../../kernel/ids.ts'
import { formatInstant, type Instant } from '../../kernel/instant.ts'
import { rangeHolds, type TimeRange } from '../../kernel/window.ts'
import { clipRange } from '../../rating/billing-period.ts'
import { drawDown, type DrawnStep } from '../../rating/drawdown/draw-down.ts'
import { appliedLines, isCounted } from '../document/applied-lines.ts'
import { conversionLines } from '../document/conversion-lines.ts'
import { draftInvoice } from '../document/draft-invoice.ts'
import { chargeSteps } from '../drawing/charge-curve.ts'
import type { ChargeStep } from '../drawing/draw-steps.ts'
import { drawableOf } from '../balances/drawable-balances.ts'
import { drawnLines } from '../drawing/drawn-lines.ts'
import type { Draws } from '../balances/draws.ts'
import { hoursWithin } from '../drawing/hours.ts'
import type { Invoice, InvoiceHead, InvoiceLine } from '../invoice.ts'
import type { InvoiceScope } from '../scope.ts'
import { inCardOrder, readUsageCharges } from '../charges/usage-charges.ts'
import { usageChargeCurves } from '../drawing/usage-charge-curves.ts'
import { inWindows } from './window-quantities.ts'

/** What an invoice says of one window. */
export interface Breakdown {
  window: TimeRange
  /** As the invoice, but for its lines and total, which are the window's. */
  invoice: Invoice
}

/** A usage invoice that is broken down. */
export interface BrokenDown {
  head: InvoiceHead
  period: TimeRange
  /** What it draws on. */
  draws: Draws
  /** Lines of its last window that are of no usage. */
  atEnd: readonly InvoiceLine[]
  /** What was finalized; null for a draft. */
  invoice: Invoice | null
}

/**
 * The windows of a usage invoice, with what was incurred in each: usage, unrounded (semantics 24), at its price and tier
 * and split by what covers it, what was applied, and what custom units come to. Without rounding, the windows of a period
 * add up to its invoice. A product without group keys is there in each window, one with keys where its quantity changed; a
 * subscription is where it is drawn (docs/decisions/0015): one in arrears in the last window of its time.
 * @param windows some of the period's, in any order: one query of the warehouse for all of them.
 */
export async function windowInvoices(
  scope: InvoiceScope,
  { head, period, draws, atEnd, invoice }: BrokenDown,
  windows: readonly TimeRange[],
): Promise<Breakdown[]> {
  const cuts = [
    ...windows.flatMap(({ from, to }) => [from, to]),
    ...(draws.balances.length === 0 ? [] : hoursWithin(period)),
  ]
  const all = await readUsageCharges(inWindows(scope), head, period, cuts)
  const steps = chargeSteps(usageChargeCurves(head, all))
  const places = new Map(steps.toReversed().map(({ line }, index) => [line, steps.length - index]))
  const placeOf = ({ step }: DrawnStep<ChargeStep>) => places.get(step.line) ?? 0
  const { balances, remaining, freeIds } = draws
  const drawdown = drawDown(steps, balances, remaining, head.contract.id, freeIds)
  const commitOf = (id: string) => drawableOf(draws.drawable, id).commit
  return windows.map((window) => {
    // A subscription in advance is paid for time after the period; it is then in its last window.
    const isWithin = (at: Instant) => rangeHolds(window, Math.min(Math.max(at, period.from), period.to - 1))
    const own = drawdown.steps
      .filter(({ step }) => isWithin(step.at))
      .toSorted((a, b) => placeOf(a) - placeOf(b) || Number(isNothing(a)) - Number(isNothing(b)))
    const applied = drawdown.applications.filter(({ at }) => isWithin(at))
    const lines = [
      ...inCardOrder(all.rated, drawnLines([], own, commitOf)),
      ...(window.to === period.to ? atEnd : []),
      ...appliedLines(head, period, applied, draws.drawable, all.unitOf),
    ]
    const converted = conversionLines(head, lines.filter(isCounted), all.conversions)
    const shown = [...lines, ...converted].map((line) => ofWindow(line, window))
    const computed = draftInvoice(head, shown)
    return {
      window,
      invoice: invoice === null ? computed : { ...invoice, lines: computed.lines, total: computed.total },
    }
  })
}

/** What is of nothing comes after what is of something, whose lines are in order of time. */
function isNothing({ step: { from, to } }: DrawnStep<ChargeStep>): boolean {
  return from.equals(to)
}

/** A line of an invoice as one of a window: with an id of its own, and of the window's time. */
function ofWindow(line: InvoiceLine, window: TimeRange): InvoiceLine {
  const { id, type, period } = line
  const isSubscription = type === 'subscription'
  return {
    ...line,
    id: derivedId('line of window', id, formatInstant(window.from), formatInstant(window.to)),
    period: period === null || isSubscription ? period : clipRange(period, window.from, window.to),
  }
}
