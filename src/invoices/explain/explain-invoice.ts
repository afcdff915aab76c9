import { findMetrics } from '../../catalog/billable-metrics/get.ts'
import type { Decimal } from '../../kernel/decimal.ts'
import type { Invoice, InvoiceLine } from '../invoice.ts'
import type { InvoiceScope } from '../scope.ts'
import { emitLine, type LineQuery } from './emit-line.ts'
import { findWithBasis, type InvoiceWithBasis } from './find-with-basis.ts'
import type { QuantityPiece } from '../document/usage-basis.ts'

/** How a line of usage can be counted again. */
export interface ExplainedUsage extends LineQuery {
  /** The line's place on the invoice, from 0. */
  index: number
  lineId: string
  name: string
  quantity: Decimal
  /** Which parameters are from no event; null where only the product's group, time and conversion are. */
  note: string | null
}

export interface Explanation {
  /**
   * Null on a draft, whose queries count what has arrived since, too, and where statements are put together: each query has
   * the cut-off of its own.
   */
  cutoff: number | null
  lines: ExplainedUsage[]
}

/**
 * Explains an invoice: for each line of metered usage a query that gives its quantity from the stored events, at the
 * invoice's cut-off (semantics 31). Composites, whose quantity is money, have none.
 * @throws Problem not_found
 */
export async function explainInvoice(
  scope: InvoiceScope,
  id: string,
  customerId: string | undefined,
): Promise<Explanation> {
  return explainFound(scope, await findWithBasis(scope, id, customerId))
}

async function explainFound(
  scope: InvoiceScope,
  { invoice, basis, statements }: InvoiceWithBasis,
): Promise<Explanation> {
  if (invoice.constituents !== undefined) return explainConsolidated(scope, invoice, statements)
  if (basis === null) return { cutoff: null, lines: [] }
  const metricIds = new Set(
    Object.values(basis.measures).flatMap((some) => some.map(({ metricId }) => metricId)),
  )
  const metrics = new Map((await findMetrics(scope, [...metricIds])).map((metric) => [metric.id, metric]))
  const metricOf = (metricId: string) => {
    const metric = metrics.get(metricId)
    if (metric === undefined) throw new Error(`there is no billable metric ${metricId}`)
    return metric
  }
  const lines = invoice.lines.flatMap((line, index): ExplainedUsage[] => {
    const { id: lineId, name, product, quantity, pricingGroupValues, presentationGroupValues } = line
    if (line.type !== 'usage' || product?.type !== 'USAGE') return []
    const pieces = basis.pieces.get(lineId)
    if (pieces === undefined) throw new Error(`line ${lineId} has no basis`)
    const of = {
      productId: product.id,
      pricingGroupValues: pricingGroupValues ?? {},
      presentationGroupValues: presentationGroupValues ?? {},
      pieces,
    }
    const note = noteOn(line, pieces)
    return [{ index, lineId, name, quantity, note, ...emitLine(basis, of, metricOf) }]
  })
  return { cutoff: basis.cutoff, lines }
}

/** A line that was copied is explained by that which it was copied from, at that invoice's cut-off. */
async function explainConsolidated(
  scope: InvoiceScope,
  { lines }: Invoice,
  statements: readonly InvoiceWithBasis[],
): Promise<Explanation> {
  const explained = new Map<string, ExplainedUsage>()
  for (const statement of statements) {
    const { lines: own } = await explainFound(scope, statement)
    for (const line of own) explained.set(line.lineId, line)
  }
  const found = lines.flatMap(({ id: lineId, origin }, index) => {
    const line = explained.get(origin?.lineId ?? '')
    return line === undefined ? [] : [{ ...line, index, lineId }]
  })
  return { cutoff: null, lines: found }
}

function noteOn({ commit }: Pick<InvoiceLine, 'commit'>, pieces: readonly QuantityPiece[]): string | null {
  const bounds = pieces.flatMap(({ low, high }) => [low, high]).filter((bound) => bound !== null)
  const covered =
    commit === null ? 'is covered by no commit or credit' : `commit or credit ${commit.id} covers`
  const notes = [
    ...(bounds.some(({ of }) => of === 'TIER')
      ? ['The bounds of the tier are parameters from the price (low_…, high_…).']
      : []),
    ...(bounds.some(({ of }) => of === 'LEDGER')
      ? [
          `Which part of the quantity used so far ${covered} is not in the events: its bounds are parameters from the ledger (low_…, high_…).`,
        ]
      : []),
  ]
  return notes.length === 0 ? null : notes.join(' ')
}
