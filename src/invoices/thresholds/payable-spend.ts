import { rangeHolds, type TimeRange } from '../../kernel/window.ts'
import type { UnitCharge } from '../../rating/convert-units.ts'
import type { InvoiceLine } from '../invoice.ts'

type PayableLine = Pick<InvoiceLine, 'type' | 'period' | 'total'> & {
  creditType: { id: string }
  commit: { id: string } | null
}

/** What the rule needs of a usage invoice. */
export interface UsageBill {
  period: TimeRange | null
  lines: readonly PayableLine[]
}

/**
 * What the commits of a spend threshold are to pay for of a usage invoice, each in its own unit: what no commit or credit
 * covers yet of usage, composites and subscriptions in the period. What such a commit never covers is left out, as it
 * would be billed again and again: what is scheduled, what commits cost, and what a subscription charges for the time
 * before the period, where the commit cannot be drawn yet; so is what custom units come to, as they are there themselves.
 * What is charged in advance for the next period is not spent yet, and what a POSTPAID commit covers is paid as was
 * agreed (the reference is silent).
 */
export function payableSpend({ period, lines }: UsageBill): UnitCharge[] {
  const isPayable = ({ type, commit, period: paidFor }: PayableLine) =>
    (type === 'usage' || type === 'subscription') &&
    commit === null &&
    period !== null &&
    paidFor !== null &&
    rangeHolds(period, paidFor.from)
  return lines.filter(isPayable).map(({ creditType, total }) => ({ creditTypeId: creditType.id, total }))
}
