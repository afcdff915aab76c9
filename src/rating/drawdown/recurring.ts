import type { Decimal } from '../../kernel/decimal.ts'
import { derivedId } from '../../kernel/ids.ts'
import { DAY_MS, formatInstant, type Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { billingPeriod, clipRange, type BillingFrequency } from '../billing-period.ts'
import { prorate } from '../prorate.ts'
import type { AmountRounding } from '../subscription.ts'
import type { AccessSegment } from './balance.ts'

export type RecurrenceFrequency = BillingFrequency | 'DAILY'

/** A commit or credit that is granted again each period (reference section 6, Recurring commits and credits). */
export interface Recurrence {
  id: string
  startingAt: Instant
  /** When it, or its contract, stops granting; null where neither does. */
  endingBefore: Instant | null
  /** Null where its periods are those of the usage invoices. */
  frequency: RecurrenceFrequency | null
  /** For how many periods a child may be drawn, its own counted; at least 1. */
  durationPeriods: number
  accessAmount: Decimal
  /** Null where its children are not invoiced. */
  invoiceAmount: Decimal | null
  /** Which of the periods that are cut short grant and cost the part of the amount that their time is. */
  proration: 'NONE' | 'FIRST' | 'LAST' | 'FIRST_AND_LAST'
  accessRounding: AmountRounding | null
  invoiceRounding: AmountRounding | null
}

/** How often usage is invoiced, and an instant at which a period of that starts. */
export interface UsageInvoicePeriods {
  frequency: BillingFrequency
  anchorAt: Instant
}

/** A period before and after it is cut to the term. */
export interface CutPeriod {
  whole: TimeRange
  period: TimeRange
}

/** A commit or credit that a recurring one made for one period. */
export interface RecurringChild extends CutPeriod {
  id: string
  segment: AccessSegment
  invoiceAmount: Decimal | null
}

/**
 * The children that a recurring commit or credit has made up to an instant, in order: one for each period that has
 * begun, and one ahead. With a frequency of its own its periods are counted from its start; else they are those of the
 * usage invoices, so that the first may be cut short, and its amount prorated (`prorateGrant`). A child may be drawn from
 * its period's start for whole periods, also past the end of what made it. The ids are the same each time.
 */
export function recurringChildren(
  recurrence: Recurrence,
  usageInvoices: UsageInvoicePeriods,
  at: Instant,
): RecurringChild[] {
  const { startingAt, endingBefore, frequency } = recurrence
  const periodAt =
    frequency === null
      ? (instant: Instant) => billingPeriod(usageInvoices.frequency, usageInvoices.anchorAt, instant)
      : (instant: Instant) => recurrencePeriod(frequency, startingAt, instant)
  const oneAhead = periodAt(at).to
  const children: RecurringChild[] = []
  for (let next = periodAt(startingAt); next.from <= oneAhead; next = periodAt(next.to)) {
    const period = clipRange(next, startingAt, endingBefore)
    if (period === null) break
    children.push(childOf(recurrence, { whole: next, period }, periodAt))
  }
  return children
}

function recurrencePeriod(frequency: RecurrenceFrequency, anchor: Instant, at: Instant): TimeRange {
  if (frequency !== 'DAILY') return billingPeriod(frequency, anchor, at)
  const from = anchor + Math.floor((at - anchor) / DAY_MS) * DAY_MS
  return { from, to: from + DAY_MS }
}

function childOf(
  recurrence: Recurrence,
  cut: CutPeriod,
  periodAt: (at: Instant) => TimeRange,
): RecurringChild {
  const { period, whole } = cut
  const start = formatInstant(period.from)
  const { accessAmount, accessRounding, invoiceAmount, invoiceRounding } = recurrence
  let endingBefore = whole.to
  for (let periods = 1; periods < recurrence.durationPeriods; periods += 1)
    endingBefore = periodAt(endingBefore).to
  return {
    id: derivedId('recurring child', recurrence.id, start),
    ...cut,
    segment: {
      id: derivedId('recurring segment', recurrence.id, start),
      amount: prorateGrant(accessAmount, recurrence.proration, cut, accessRounding),
      startingAt: period.from,
      endingBefore,
    },
    invoiceAmount:
      invoiceAmount === null ? null : prorateGrant(invoiceAmount, recurrence.proration, cut, invoiceRounding),
  }
}

/**
 * What an amount comes to in a period: FIRST counts what is cut off at its start, LAST what is cut off at its end.
 * @param rounding of what is prorated alone; null cuts off at 20 fractional digits.
 */
export function prorateGrant(
  amount: Decimal,
  proration: Recurrence['proration'],
  { whole, period }: CutPeriod,
  rounding: AmountRounding | null,
): Decimal {
  const from = proration === 'FIRST' || proration === 'FIRST_AND_LAST' ? period.from : whole.from
  const to = proration === 'LAST' || proration === 'FIRST_AND_LAST' ? period.to : whole.to
  if (from === whole.from && to === whole.to) return amount
  return prorate(amount, { from, to }, whole, rounding)
}
