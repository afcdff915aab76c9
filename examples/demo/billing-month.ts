import { DAY_MS, HOUR_MS, type Instant } from '../../src/kernel/instant.ts'
import type { TimeRange } from '../../src/kernel/window.ts'
import { addMonths } from '../../src/rating/billing-period.ts'

const MONTH_DAYS_MAX = 31

/** A billing period, and how much of it is over. */
export interface BillingMonth extends TimeRange {
  /** The end of the last whole hour. */
  lastHourEnd: Instant
}

/**
 * The longest billing month so far: the earliest midnight (UTC) from which one calendar month still holds now.
 * Trying each day also covers the ends of months: after a start of January 30 the period would end on February 28.
 */
export function billingMonth(now: Instant): BillingMonth {
  let from = Math.floor(now / DAY_MS) * DAY_MS - MONTH_DAYS_MAX * DAY_MS
  while (addMonths(from, 1) <= now) from += DAY_MS
  return { from, to: addMonths(from, 1), lastHourEnd: Math.floor(now / HOUR_MS) * HOUR_MS }
}
