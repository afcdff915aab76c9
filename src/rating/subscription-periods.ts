import type { Instant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'
import { billingPeriod, clipRange } from './billing-period.ts'
import type { Subscription } from './subscription.ts'

/** A billing period of a subscription. */
export interface SubscriptionPeriod {
  /** From one anchor day to the next. */
  whole: TimeRange
  /** The part of it within the subscription's term. */
  period: TimeRange
  isFirst: boolean
}

/** The billing periods of a subscription that hold any instant of a range, its end included, in order. */
export function subscriptionPeriods(
  { billingFrequency, anchorAt, startingAt, endingBefore }: Subscription,
  contractEnd: Instant | null,
  range: TimeRange,
): SubscriptionPeriod[] {
  const end = Math.min(endingBefore ?? Infinity, contractEnd ?? Infinity)
  const periods: SubscriptionPeriod[] = []
  for (let at = Math.max(startingAt, range.from); at <= range.to && at < end;) {
    const whole = billingPeriod(billingFrequency, anchorAt, at)
    const period = clipRange(whole, startingAt, end)
    if (period !== null) periods.push({ whole, period, isFirst: period.from === startingAt })
    at = whole.to
  }
  return periods
}
