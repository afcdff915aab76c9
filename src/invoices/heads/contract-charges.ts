import type { BillingScope } from '../scope.ts'
import { readsOf } from '../reads.ts'
import { pricingOf } from '../../catalog/contracts/pricing-of.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import { productAt } from '../../catalog/products/rows.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { billingPeriod } from '../../rating/billing-period.ts'
import { subscriptionCharges } from '../../rating/subscription-charges.ts'
import type { Subscription } from '../../rating/subscription.ts'
import { findBilledQuantities } from './billed-quantities.ts'
import type { ContractCharge } from '../invoice.ts'

/**
 * What a contract's subscriptions charge that no invoice bills, in the order of the subscriptions. What a voided invoice
 * billed is there for that alone (`heldBy`).
 * @param billed after when and up to when a subscription's charges are billed.
 */
export async function contractCharges(
  scope: BillingScope,
  contract: Contract,
  billed: (subscription: Subscription) => TimeRange,
): Promise<ContractCharge[]> {
  const { subscriptions, rateCardId, endingBefore } = contract.terms
  if (subscriptions.length === 0 || rateCardId === null) return []
  const rates = Map.groupBy(await readsOf(scope).ratesOfCard(rateCardId), (rate) => rate.productId)
  const products = await readsOf(scope).products([
    ...new Set(subscriptions.map(({ productId }) => productId)),
  ])
  const before = await findBilledQuantities(scope, contract.customerId)
  return subscriptions.flatMap((subscription) => {
    const product = products.find(({ id }) => id === subscription.productId)
    if (product === undefined) throw new Error(`there is no product ${subscription.productId}`)
    const charges = subscriptionCharges(
      subscription,
      (at) => productAt(product, at).tags,
      pricingOf(contract.terms),
      (rates.get(product.id) ?? []).filter((rate) => rate.billingFrequency === subscription.billingFrequency),
      endingBefore,
      billed(subscription),
      before.get(subscription.id),
    )
    return charges.map((charge, index) => {
      const isSameDue = (other: typeof charge) =>
        other.period.from === charge.period.from && other.billedAt === charge.billedAt
      const place = charges.slice(0, index).filter(isSameDue).length
      return { subscription, product, charge, place }
    })
  })
}

/** The same of all time up to the start of each subscription's next period. */
export function chargesUntilNextPeriod(scope: BillingScope, contract: Contract): Promise<ContractCharge[]> {
  const now = scope.clock.now()
  return contractCharges(scope, contract, ({ billingFrequency, anchorAt, startingAt }) => ({
    from: startingAt - 1,
    to: billingPeriod(billingFrequency, anchorAt, now).to,
  }))
}

/** Whether it is charged as the time begins that it is for. */
export function isInAdvance({ charge: { period, billedAt } }: ContractCharge): boolean {
  return period.from >= billedAt
}

/**
 * When it draws on commits and credits (docs/decisions/0015): in advance at the start of the time that is paid for, in arrears
 * at its last instant, after all usage up to then.
 */
export function drawsAt({ subscription, charge: { period } }: ContractCharge): Instant {
  return subscription.collectionSchedule === 'ADVANCE' ? period.from : period.to - 1
}
