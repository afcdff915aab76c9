import type { TimeRange } from '../kernel/window.ts'
import type { QuantityRange } from './quantity-ranges.ts'
import {
  inArrears,
  isBilledAtOnce,
  onItsOwn,
  type DueDate,
  type SubscriptionDue,
} from './subscription-dues.ts'
import type { Subscription } from './subscription.ts'

/**
 * When and where is billed what is due beyond a charge that was billed: in arrears as that was, time that was added as it
 * starts, and an increase as increases are.
 * @param period the subscription's, within its term.
 * @param charge what was billed.
 * @param piece what is due beyond it.
 */
export function restDate(
  subscription: Subscription,
  period: TimeRange,
  charge: SubscriptionDue,
  piece: QuantityRange & { period: TimeRange },
): DueDate {
  const { billedAt, placement } = charge
  if (billedAt > charge.period.from) return { billedAt, placement }
  const isAddedTime = piece.from.isZero() || isBilledAtOnce(subscription)
  return isAddedTime ? onItsOwn(piece.period.from) : inArrears(subscription, period)
}
