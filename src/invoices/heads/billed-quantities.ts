import type { BilledSubscription } from '../../catalog/invoices/find-billed-subscriptions.ts'
import { sumOf } from '../../kernel/decimal.ts'
import type { BilledQuantity } from '../../rating/billed-quantity.ts'
import { readsOf } from '../reads.ts'
import { replacedHeadIds } from './replaced-heads.ts'
import type { BillingScope } from '../scope.ts'

/**
 * Finds what a customer's finalized invoices bill of subscriptions, by their ids, in the order of the invoices. What was split
 * by what commits cover, or by tiers, is one quantity.
 */
export async function findBilledQuantities(
  scope: BillingScope,
  customerId: string,
): Promise<ReadonlyMap<string, BilledQuantity[]>> {
  const billed = await readsOf(scope).billedSubscriptionsOf(customerId)
  // What others bill since in place of a voided invoice is not left to that.
  const replaced = billed.some(({ isVoided }) => isVoided)
    ? replacedHeadIds(await readsOf(scope).invoiceHeadsOf(customerId))
    : new Set()
  const lines = billed.filter(({ headId }) => !replaced.has(headId))
  const ofOne = ({ invoiceId, chargeId, period }: BilledSubscription) =>
    [invoiceId, chargeId, period.from, period.to].join(' ')
  const bySubscription = Map.groupBy(lines, ({ subscriptionId }) => subscriptionId)
  return new Map(
    [...bySubscription].map(([id, own]) => [id, [...Map.groupBy(own, ofOne).values()].flatMap(quantityOf)]),
  )
}

function quantityOf(lines: readonly BilledSubscription[]): BilledQuantity[] {
  const [first] = lines
  if (first === undefined) return []
  const { chargeId, period, headId, billedAt, invoiceType, isVoided } = first
  const quantity = sumOf(lines, (line) => line.quantity)
  const placement = invoiceType === 'USAGE' ? ('USAGE_INVOICE' as const) : ('SCHEDULED_INVOICE' as const)
  return [{ chargeId, period, quantity, held: isVoided ? { headId, billedAt, placement } : null }]
}
