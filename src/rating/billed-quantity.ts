import type { Decimal } from '../kernel/decimal.ts'
import type { TimeRange } from '../kernel/window.ts'
import { firstOf, lengthOf, lowestRanges, rangesLeft, type QuantityRange } from './quantity-ranges.ts'
import type { DueDate, SubscriptionDue } from './subscription-dues.ts'

/** What an invoice bills of a subscription: a quantity, for some time of one of its billing periods. */
export interface BilledQuantity {
  chargeId: string
  period: TimeRange
  quantity: Decimal
  /** Of an invoice that is voided and not made anew yet: what it billed, and when and where. Null for any other. */
  held: (DueDate & { headId: string }) | null
}

/** The same among what is due. */
export interface Billed extends BilledQuantity {
  /** What it bills in the usual way; null where the terms that it was billed by are no longer so. */
  due: SubscriptionDue | null
}

/** What was billed in the usual way first, in the order of what is due. */
export function amongDues(dues: readonly SubscriptionDue[], billed: readonly BilledQuantity[]): Billed[] {
  const ids = new Set(dues.map(({ id }) => id))
  return [
    ...dues.flatMap((due) =>
      billed.filter(({ chargeId }) => chargeId === due.id).map((one) => ({ ...one, due })),
    ),
    ...billed.filter(({ chargeId }) => !ids.has(chargeId)).map((one) => ({ ...one, due: null })),
  ]
}

/**
 * Which range of the quantity that is due each billed one pays for: its own, as far as that goes; what is more, or belongs to
 * nothing that is due, pays for the lowest that nobody else has paid for.
 */
export function rangesOf(billed: readonly Billed[]): Map<Billed, QuantityRange[]> {
  const taken: QuantityRange[] = []
  const found = new Map<Billed, QuantityRange[]>()
  const take = (one: Billed, ranges: QuantityRange[]) => {
    taken.push(...ranges)
    found.set(one, [...(found.get(one) ?? []), ...ranges])
  }
  for (const one of billed) {
    const { due, quantity } = one
    take(one, due === null ? [] : firstOf(rangesLeft({ from: due.from, to: due.to }, taken), quantity))
  }
  for (const one of billed) {
    const left = one.quantity.minus(lengthOf(found.get(one) ?? []))
    take(one, lowestRanges(left, taken))
  }
  return found
}
