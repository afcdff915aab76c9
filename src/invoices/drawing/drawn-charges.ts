import type { TimeRange } from '../../kernel/window.ts'
import type { Application, Drawdown, DrawnStep } from '../../rating/drawdown/draw-down.ts'
import { appliedLines } from '../document/applied-lines.ts'
import type { ChargeStep } from './draw-steps.ts'
import { drawableOf } from '../balances/drawable-balances.ts'
import { drawnLines } from './drawn-lines.ts'
import type { Draws } from '../balances/draws.ts'
import type { InvoiceHead, InvoiceLine } from '../invoice.ts'
import type { UnitOf } from '../units.ts'

/** Lines of charges, and what was drawn for them. */
export interface DrawnCharges {
  /** Split into what is covered and what is not; without those that take it off. */
  lines: InvoiceLine[]
  /** A line for each commit or credit that was drawn. */
  applied: InvoiceLine[]
  applications: readonly Application[]
  /** The charges as they were drawn; none where there was nothing to draw on. */
  steps: readonly DrawnStep<ChargeStep>[]
}

/**
 * The lines of an invoice's charges, as they were drawn on the commits and credits that are there for it.
 * @param listLines the lines without them.
 * @param drawdown null where there was nothing to draw on.
 */
export function drawnCharges(
  head: InvoiceHead,
  period: TimeRange | null,
  listLines: InvoiceLine[],
  drawdown: Drawdown<ChargeStep> | null,
  draws: Draws,
  unitOf: UnitOf,
): DrawnCharges {
  if (drawdown === null) return { lines: listLines, applied: [], applications: [], steps: [] }
  const commitOf = (id: string) => drawableOf(draws.drawable, id).commit
  return {
    lines: drawnLines(listLines, drawdown.steps, commitOf),
    applied: appliedLines(head, period, drawdown.applications, draws.drawable, unitOf),
    applications: drawdown.applications,
    steps: drawdown.steps,
  }
}
