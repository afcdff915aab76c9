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
 * When and where the rest of a charge is billed, of which a part was billed before. In arrears, as that part was; in advance,
 * time that was added is billed as it starts, and an increase as increases are.
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
