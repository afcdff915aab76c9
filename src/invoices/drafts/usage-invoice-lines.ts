import type { TimeRange } from '../../kernel/window.ts'
import type { Application } from '../../rating/drawdown/draw-down.ts'
import { isCounted } from '../document/applied-lines.ts'
import { conversionLines } from '../document/conversion-lines.ts'
import { drawUsage } from '../drawing/draw-usage.ts'
import { drawnCharges } from '../drawing/drawn-charges.ts'
import type { Draws } from '../balances/draws.ts'
import { makeBasis } from './make-basis.ts'
import type { UsageBasis } from '../document/usage-basis.ts'
import type { InvoiceHead, InvoiceLine } from '../invoice.ts'
import { compositeLine, subscriptionLine } from '../document/lines.ts'
import { itemLines } from './scheduled-invoice-lines.ts'
import type { InvoiceScope } from '../scope.ts'
import { inCardOrder } from '../charges/usage-charges.ts'

/** The lines of an invoice, and what was drawn for them. */
export interface ComputedLines {
  lines: InvoiceLine[]
  applications: readonly Application[]
  /** What the usage on it follows from, for an invoice that is finalized or explained. */
  basisOf?: () => UsageBasis
}

/**
 * The lines of a usage invoice: what the card prices, in the card's order and split by what commits and credits cover,
 * then what is scheduled for its end, what was drawn, and what custom units come to.
 * @throws where the warehouse fails; a failed computation is never a zero (semantics 33).
 */
export async function usageInvoiceLines(
  scope: InvoiceScope,
  head: InvoiceHead,
  period: TimeRange,
  draws: Draws,
): Promise<ComputedLines> {
  const { all, drawdown } = await drawUsage(scope, head, period, draws)
  const { rated, listed, charges, composed, conversions, unitOf } = all
  const listLines = inCardOrder(rated, [
    ...listed.lines,
    ...charges.map((charge) => subscriptionLine(head, charge, unitOf)),
    ...composed.map(({ product, line }) => compositeLine(head, product.product, line, head.currency)),
  ])
  const drawn = drawnCharges(head, period, listLines, drawdown, draws, unitOf)
  const shown = drawdown === null ? listLines : inCardOrder(rated, drawn.lines)
  const lines = [...shown, ...(await itemLines(scope, head)), ...drawn.applied]
  const converted = conversionLines(head, lines.filter(isCounted), conversions)
  const { applications, steps } = drawn
  const cutoff = scope.cutoff ?? null
  const basisOf = () => makeBasis({ head, period, rated, listed: listed.lines, shown: lines, steps, cutoff })
  return { lines: [...lines, ...converted], applications, basisOf }
}
