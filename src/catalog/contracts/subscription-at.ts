import type { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Term } from '../../kernel/term.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { billingPeriod, clipRange } from '../../rating/billing-period.ts'
import type { Subscription } from '../../rating/subscription.ts'

/** The billing periods before, at and after an instant; null where the subscription has none. */
export interface SurroundingPeriods {
  previous: TimeRange | null
  current: TimeRange | null
  next: TimeRange | null
}

/** From when to when a subscription runs: it ends with its contract at the latest. */
export function subscriptionTerm(subscription: Term, contract: Term): Term {
  const ends = [subscription.endingBefore, contract.endingBefore].filter((end) => end !== null)
  const endingBefore = ends.length === 0 ? null : Math.min(...ends)
  return { startingAt: subscription.startingAt, endingBefore }
}

/** The billing periods of a subscription around an instant, each clipped to its term (OpenAPI, getContract-v2). */
export function billingPeriodsAround(
  subscription: Subscription,
  contract: Term,
  at: Instant,
): SurroundingPeriods {
  const { startingAt, endingBefore } = subscriptionTerm(subscription, contract)
  const periodAt = (instant: Instant) => {
    if (instant < startingAt || (endingBefore !== null && instant >= endingBefore)) return null
    const period = billingPeriod(subscription.billingFrequency, subscription.anchorAt, instant)
    return clipRange(period, startingAt, endingBefore)
  }
  if (at < startingAt) return { previous: null, current: null, next: periodAt(startingAt) }
  if (endingBefore !== null && at >= endingBefore) {
    return { previous: periodAt(endingBefore - 1), current: null, next: null }
  }
  const current = periodAt(at)
  if (current === null) throw new RangeError('a subscription has no period at an instant within its term')
  return { previous: periodAt(current.from - 1), current, next: periodAt(current.to) }
}

/** The quantities of a subscription at an instant and after it, each until the next or the end of the term. */
export function quantitiesFrom(
  subscription: Subscription,
  contract: Term,
  at: Instant,
): { quantity: Decimal; from: Instant; to: Instant | null }[] {
  const end = subscriptionTerm(subscription, contract).endingBefore ?? Infinity
  const { quantities } = subscription
  return quantities
    .map(({ quantity, startingAt }, index) => {
      const to = Math.min(quantities[index + 1]?.startingAt ?? Infinity, end)
      return { quantity, from: startingAt, to }
    })
    .filter(({ from, to }) => from < to && at < to)
    .map((span) => ({ ...span, to: span.to === Infinity ? null : span.to }))
}
