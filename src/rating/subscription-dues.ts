import { type Decimal, ZERO } from '../kernel/decimal.ts'
import type { Instant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'
import type { SubscriptionPeriod } from './subscription-periods.ts'
import type { Subscription } from './subscription.ts'

/** Which invoice a charge is a line of: that of the usage up to then, or one of its own. */
export type ChargePlacement = 'USAGE_INVOICE' | 'SCHEDULED_INVOICE'

/** That a subscription's quantity, as far as it is paid for, goes up within a billing period. */
export interface SubscriptionDue {
  billedAt: Instant
  placement: ChargePlacement
  /** The time that is paid for. */
  period: TimeRange
  from: Decimal
  to: Decimal
}

/**
 * What falls due for a billing period of a subscription (reference section 6, Subscriptions): the quantity at its
 * start, in advance or in arrears, and each increase in it, for the rest of the period. A decrease takes effect in
 * the next period: until then what is paid for may be used again without a charge.
 */
export function subscriptionDues(
  subscription: Subscription,
  subscriptionPeriod: SubscriptionPeriod,
): SubscriptionDue[] {
  const { period, isFirst } = subscriptionPeriod
  const isAdvance = subscription.collectionSchedule === 'ADVANCE'
  const chosen = subscription.invoicePlacement === 'ON_USAGE_INVOICE' ? 'USAGE_INVOICE' : 'SCHEDULED_INVOICE'
  const inArrears = { billedAt: period.to, placement: chosen } as const
  // No usage invoice ends where a subscription starts, so that its first charge in advance gets an invoice of its own.
  const inAdvance = { billedAt: period.from, placement: isFirst ? 'SCHEDULED_INVOICE' : chosen } as const
  let paidFor = quantityAt(subscription, period.from)
  const dues: SubscriptionDue[] = [
    { ...(isAdvance ? inAdvance : inArrears), period, from: ZERO, to: paidFor },
  ]
  for (const { startingAt, quantity } of subscription.quantities) {
    const isIncrease = period.from < startingAt && startingAt < period.to && quantity.greaterThan(paidFor)
    if (!isIncrease) continue
    const billing =
      isAdvance && subscription.invoiceBehavior === 'BILL_IMMEDIATELY'
        ? ({ billedAt: startingAt, placement: 'SCHEDULED_INVOICE' } as const)
        : inArrears
    dues.push({ ...billing, period: { from: startingAt, to: period.to }, from: paidFor, to: quantity })
    paidFor = quantity
  }
  return dues
}

function quantityAt({ quantities }: Subscription, at: Instant): Decimal {
  return quantities.findLast(({ startingAt }) => startingAt <= at)?.quantity ?? ZERO
}
