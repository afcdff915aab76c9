import type { BILLING_FREQUENCIES, WordOf } from '../kernel/contract-words.ts'
import { DAY_MS, type Instant } from '../kernel/instant.ts'
import { rangeHolds, type TimeRange } from '../kernel/window.ts'

/** How long a billing period is. */
export type BillingFrequency = WordOf<typeof BILLING_FREQUENCIES>

const MONTHS = { MONTHLY: 1, QUARTERLY: 3, ANNUAL: 12 } as const
const WEEK_MS = 7 * DAY_MS

/**
 * The billing period that holds an instant, before it is clipped to a contract: from one anchor day to the next. An
 * anchor on day 29 to 31 falls on the month's last day where the month is shorter, and goes back to its own day after
 * (semantics 27).
 * @param anchor an instant at which a period starts; it may be before or after `at`.
 */
export function billingPeriod(frequency: BillingFrequency, anchor: Instant, at: Instant): TimeRange {
  if (last.frequency !== frequency || last.anchor !== anchor) last = { frequency, anchor, periods: [] }
  const known = last.periods.find((period) => rangeHolds(period, at))
  if (known !== undefined) return { ...known }
  const index = periodIndex(frequency, anchor, at)
  const period = {
    from: periodStart(frequency, anchor, index),
    to: periodStart(frequency, anchor, index + 1),
  }
  if (last.periods.length < KNOWN_MAX) last.periods.push(period)
  return { ...period }
}

const KNOWN_MAX = 24
/** Those that were worked out for the last anchor: many contracts have the same, and ask for one or two months. */
let last: { frequency: BillingFrequency; anchor: Instant; periods: TimeRange[] } = {
  frequency: 'MONTHLY',
  anchor: 0,
  periods: [],
}

/** Where the period starts that is so many periods after (or before) the one that starts at the anchor. */
export function periodStart(frequency: BillingFrequency, anchor: Instant, index: number): Instant {
  return frequency === 'WEEKLY' ? anchor + index * WEEK_MS : addMonths(anchor, index * MONTHS[frequency])
}

function periodIndex(frequency: BillingFrequency, anchor: Instant, at: Instant): number {
  if (frequency === 'WEEKLY') return Math.floor((at - anchor) / WEEK_MS)
  const index = Math.floor(monthsBetween(anchor, at) / MONTHS[frequency])
  return periodStart(frequency, anchor, index) <= at ? index : index - 1
}

/** The instant a number of months after (or before) another, on the same day or the month's last. */
export function addMonths(instant: Instant, months: number): Instant {
  const start = new Date(instant)
  const firstOfMonth = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + months, 1)
  const month = new Date(firstOfMonth)
  const lastDay = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 0)).getUTCDate()
  const day = Math.min(start.getUTCDate(), lastDay)
  const timeOfDay = instant - Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate())
  return Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), day) + timeOfDay
}

/** Calendar months from one instant's month to another's. */
function monthsBetween(from: Instant, to: Instant): number {
  const [start, end] = [new Date(from), new Date(to)]
  return (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth()
}

/** The part of a range that lies within a term; null where there is none. An end of null is never. */
export function clipRange(range: TimeRange, from: Instant, to: Instant | null): TimeRange | null {
  const clipped = { from: Math.max(range.from, from), to: to === null ? range.to : Math.min(range.to, to) }
  return clipped.from < clipped.to ? clipped : null
}
