import type { BalanceType } from '../../catalog/tables.ts'
import { Decimal, sumOf } from '../../kernel/decimal.ts'
import type { TimeRange } from '../../kernel/window.ts'
import type { Application } from '../../rating/drawdown/draw-down.ts'
import { drawableOf, type DrawableBalance } from '../balances/drawable-balances.ts'
import type { InvoiceHead, InvoiceLine } from '../invoice.ts'
import { appliedLine } from './lines.ts'
import type { UnitOf } from '../units.ts'

/**
 * A line for each commit or credit that was drawn, which takes off what it covers (reference section 7).
 * @param period what the invoice is of; null on a scheduled one.
 */
export function appliedLines(
  head: InvoiceHead,
  period: TimeRange | null,
  applications: readonly Application[],
  balances: ReadonlyMap<string, DrawableBalance>,
  unitOf: UnitOf,
): InvoiceLine[] {
  const byBalance = Map.groupBy(applications, ({ balanceId }) => balanceId)
  return [...byBalance].map(([id, own]) => {
    const drawable = drawableOf(balances, id)
    const amount = sumOf(own, (application) => application.amount)
    const segments = [...new Set(own.map(({ segmentId }) => segmentId))]
    return appliedLine(head, drawable, {
      period,
      unitPrice: amount.negated(),
      total: amount.negated(),
      quantity: new Decimal(1),
      // Where several were drawn there is no one segment to name.
      segmentId: segments.length === 1 ? (segments[0] ?? null) : null,
      creditType: unitOf(drawable.drawn.creditTypeId),
    })
  })
}

/** Whether a line counts in the total: the application of a POSTPAID commit is shown, and paid all the same (semantics 34). */
export function isCounted({ type, commit }: Pick<InvoiceLine, 'type' | 'commit'>): boolean {
  const postpaid: BalanceType = 'POSTPAID'
  return type !== 'applied_commit_or_credit' || commit?.type !== postpaid
}
