import { type Decimal, ZERO } from '../kernel/decimal.ts'
import { derivedId } from '../kernel/ids.ts'
import { formatInstant, type Instant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'
import { paidQuantities } from './paid-quantities.ts'
import type { SubscriptionPeriod } from './subscription-periods.ts'
import type { Subscription } from './subscription.ts'

/** Which invoice a charge is a line of: that of the usage up to then, or one of its own. */
export type ChargePlacement = 'USAGE_INVOICE' | 'SCHEDULED_INVOICE'

/** When and where a charge is billed. */
export interface DueDate {
  billedAt: Instant
  placement: ChargePlacement
}

/** That a subscription's quantity, as far as it is paid for, goes up within a billing period. */
export interface SubscriptionDue extends DueDate {
  /** The same each time; stored invoices have it on their lines, so that what it is made of must not change. */
  id: string
  /** What the voided invoice billed that it was on, and on which alone it is billed again; null for any other. */
  heldBy: string | null
  /** The time that is paid for. */
  period: TimeRange
  from: Decimal
  to: Decimal
}

/**
 * What falls due for a billing period of a subscription (reference section 6, Subscriptions): the quantity at its
 * start, in advance or in arrears, and each increase in it, for the rest of the period (`paidQuantities`).
 */
export function subscriptionDues(
  subscription: Subscription,
  { period, isFirst }: SubscriptionPeriod,
): SubscriptionDue[] {
  const isAdvance = subscription.collectionSchedule === 'ADVANCE'
  const arrears = inArrears(subscription, period)
  // No usage invoice ends where a subscription starts, so that its first charge in advance gets an invoice of its own.
  const advance = {
    billedAt: period.from,
    placement: isFirst ? ('SCHEDULED_INVOICE' as const) : arrears.placement,
  }
  const dueOf = (dueDate: DueDate, paid: TimeRange, from: Decimal, to: Decimal): SubscriptionDue => {
    const id = derivedId(
      'subscription charge',
      subscription.id,
      formatInstant(paid.from),
      formatInstant(dueDate.billedAt),
    )
    return { ...dueDate, id, heldBy: null, period: paid, from, to }
  }
  const { atStart, increases } = paidQuantities(subscription.quantities, period)
  return [
    dueOf(isAdvance ? advance : arrears, period, ZERO, atStart),
    ...increases.map(({ at, from, to }) => {
      const billing = isBilledAtOnce(subscription) ? onItsOwn(at) : arrears
      return dueOf(billing, { from: at, to: period.to }, from, to)
    }),
  ]
}

/** When and where is billed what is billed as a period ends. */
export function inArrears({ invoicePlacement }: Subscription, { to }: TimeRange): DueDate {
  const isOnUsage = invoicePlacement === 'ON_USAGE_INVOICE'
  return { billedAt: to, placement: isOnUsage ? 'USAGE_INVOICE' : 'SCHEDULED_INVOICE' }
}

/** When and where is billed what has an invoice of its own at an instant. */
export function onItsOwn(billedAt: Instant): DueDate {
  return { billedAt, placement: 'SCHEDULED_INVOICE' }
}

/** Whether an increase is billed as it happens. */
export function isBilledAtOnce({ collectionSchedule, invoiceBehavior }: Subscription): boolean {
  return collectionSchedule === 'ADVANCE' && invoiceBehavior === 'BILL_IMMEDIATELY'
}
