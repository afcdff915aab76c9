import { type Decimal, ZERO } from '../../kernel/decimal.ts'
import type { TimeRange } from '../../kernel/window.ts'
import type { InvoiceLine } from '../invoice.ts'

type PayableLine = Pick<InvoiceLine, 'type' | 'period' | 'total'> & {
  creditType: { id: string }
  commit: { id: string } | null
}

/** What the rule needs of a usage invoice. */
export interface UsageBill {
  currency: { id: string }
  period: TimeRange | null
  lines: readonly PayableLine[]
}

/**
 * What the commit of a spend threshold is to pay for of a usage invoice, in its currency: what no commit or credit covers
 * yet of usage, composites and subscriptions in the period. What such a commit never covers is left out, as it would be
 * billed again and again: what is scheduled, what commits cost, what custom units come to, and what a subscription
 * charges for the time before the period, where the commit cannot be drawn yet. What is charged in advance for the next
 * period is not spent yet, and what a POSTPAID commit covers is paid as was agreed (the reference is silent).
 */
export function payableSpend({ currency, period, lines }: UsageBill): Decimal {
  const isPayable = ({ type, creditType, commit, period: paidFor }: PayableLine) =>
    (type === 'usage' || type === 'subscription') &&
    creditType.id === currency.id &&
    commit === null &&
    period !== null &&
    paidFor !== null &&
    period.from <= paidFor.from &&
    paidFor.from < period.to
  return lines.filter(isPayable).reduce((sum, { total }) => sum.plus(total), ZERO)
}
