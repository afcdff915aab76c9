import { sumOf } from '../../kernel/decimal.ts'
import { rangeHoldsEnd, rangesOverlap, type TimeRange } from '../../kernel/window.ts'
import { clipRange } from '../../rating/billing-period.ts'
import type { UnitConversion } from '../../rating/convert-units.ts'
import type { LinePart } from '../../rating/usage-line.ts'
import { conversionLines } from '../document/conversion-lines.ts'
import { totalOf } from '../document/draft-invoice.ts'
import type { HistoricalUsage } from '../historical/historical-usage.ts'
import { partsOfLines, type ImportedLine } from '../historical/line-parts.ts'
import type { Invoice, InvoiceLine } from '../invoice.ts'
import type { Breakdown } from './window-invoices.ts'

/**
 * The windows of an imported invoice, from what was given for it: its own lines, with their ids and prices, each with what
 * the subtotals of the window brought to it. A subtotal is never split: where it is longer than a window, all of it is in
 * the one that holds its last instant, like what is billed once for a whole period (semantics 19). So the windows of the
 * period add up to the invoice, line by line. A product without group keys is there in each that its lines are of
 * (semantics 28).
 * @param given the usage that it was imported with.
 * @param windows some of its period's, in any order.
 * @param conversions what custom units are worth, which no card ever changes. A unit whose charges come to 0 has no line on
 * the invoice that would say it, and yet may have one in some windows.
 * @throws Error where its lines are not those of the usage.
 */
export function importedWindows(
  invoice: Invoice,
  given: readonly HistoricalUsage[],
  windows: readonly TimeRange[],
  conversions: readonly UnitConversion[],
): Breakdown[] {
  const imported = partsOfLines(invoice, given)
  return windows.map((window) => {
    const usage = usageLines(imported, window)
    const converted = conversionLines(invoice, usage, conversions).map((line) => ({
      ...line,
      period: window,
    }))
    const lines = [...usage, ...converted]
    return { window, invoice: { ...invoice, lines, total: totalOf(invoice.currency, lines) } }
  })
}

function usageLines(imported: readonly ImportedLine[], window: TimeRange): InvoiceLine[] {
  const partsIn = ({ parts }: ImportedLine) => parts.filter(({ period: { to } }) => rangeHoldsEnd(window, to))
  const changed = new Set(imported.filter((one) => partsIn(one).length > 0))
  const unchanged = unchangedLines(imported, changed, window)
  return imported
    .filter((one) => changed.has(one) || unchanged.has(one))
    .map((one) => ofWindow(one.line, partsIn(one), window))
}

/**
 * Of each product without group keys to which a window brought nothing, the line that it is on at that time: the last one
 * that was brought something, or the first.
 */
function unchangedLines(
  imported: readonly ImportedLine[],
  changed: ReadonlySet<ImportedLine>,
  window: TimeRange,
): Set<ImportedLine> {
  const changedIds = new Set([...changed].map(({ line }) => line.product?.id))
  const candidates = imported.filter(
    ({ line }) => isUnkeyed(line) && isOfTime(line, window) && !changedIds.has(line.product?.id),
  )
  const lastEnd = ({ parts }: ImportedLine) =>
    parts.findLast(({ period: { to } }) => to <= window.from)?.period.to ?? -Infinity
  const byProduct = [...Map.groupBy(candidates, ({ line }) => line.product?.id).values()]
  return new Set(
    byProduct.flatMap((own) => {
      const ended = own.filter((one) => lastEnd(one) > -Infinity)
      return ended.toSorted((a, b) => lastEnd(a) - lastEnd(b)).at(-1) ?? own.slice(0, 1)
    }),
  )
}

/** A line with what a window brought to it; where that was used from before the window on, its time says so. */
function ofWindow(line: InvoiceLine, parts: readonly LinePart[], window: TimeRange): InvoiceLine {
  const clipped = line.period === null ? null : clipRange(line.period, window.from, window.to)
  if (clipped === null) throw new Error(`line ${line.id} is of another time`)
  const from = parts.reduce((first, { period }) => Math.min(first, period.from), clipped.from)
  return {
    ...line,
    period: { from, to: clipped.to },
    quantity: sumOf(parts, ({ quantity }) => quantity),
    total: sumOf(parts, ({ total }) => total),
  }
}

function isOfTime({ period }: InvoiceLine, window: TimeRange): boolean {
  return period !== null && rangesOverlap(period, window)
}

function isUnkeyed({ pricingGroupValues, presentationGroupValues }: InvoiceLine): boolean {
  return pricingGroupValues === null && presentationGroupValues === null
}
