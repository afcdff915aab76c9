import { ZERO, type Decimal } from '../../kernel/decimal.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import { priceInForce } from '../../rating/price-in-force.ts'
import { subscriptionPeriods, type SubscriptionPeriod } from '../../rating/subscription-periods.ts'
import { findProducts } from '../products/get.ts'
import { productAt } from '../products/rows.ts'
import { findRatesOfCard } from '../rates/find-of-card.ts'
import type { CatalogRate } from '../rates/rows.ts'
import type { CatalogScope } from '../scope.ts'
import { getContract, type ContractRef } from './get.ts'
import { pricingOf } from './pricing-of.ts'
import type { Contract } from './rows.ts'
import type { ContractSubscription } from './terms.ts'

/** From an instant on a subscription has this quantity, at these prices. */
export interface PricedQuantity {
  startingAt: Instant
  /** One, or one for each tier of the price; of a whole billing period, none where it is not billed. */
  parts: readonly { quantity: Decimal; unitPrice: Decimal; total: Decimal }[]
}

/**
 * What a subscription's quantity and price were up to now, each time that one changed, in order. A billing period has
 * the price that is in force when it starts (OpenAPI, getSubscriptionQuantityHistory).
 * @throws Problem not_found where the contract has no such subscription.
 */
export async function quantityHistory(
  scope: CatalogScope,
  ref: ContractRef,
  subscriptionId: string,
): Promise<PricedQuantity[]> {
  const contract = await getContract(scope, ref)
  const subscription = findSubscription(contract, subscriptionId)
  const priceOf = await pricer(scope, contract, subscription)
  const now = scope.clock.now()
  const periods = subscriptionPeriods(subscription, contract.terms.endingBefore, {
    from: subscription.startingAt,
    to: now,
  })
  const entries = periods
    .flatMap((period) => entriesOf(subscription, period, priceOf))
    .filter(({ startingAt }) => startingAt <= now)
  return entries.filter((entry, index) => !isSame(entry, entries[index - 1]))
}

/** The subscription of a contract. @throws Problem not_found */
export function findSubscription({ terms }: Contract, id: string): ContractSubscription {
  const subscription = terms.subscriptions.find((one) => one.id === id)
  if (subscription === undefined) throw notFound('subscription_id: subscription', id)
  return subscription
}

type Pricer = (at: Instant, quantity: Decimal) => PricedQuantity['parts']

async function pricer(
  { catalog }: CatalogScope,
  { terms }: Contract,
  { productId, billingFrequency }: ContractSubscription,
): Promise<Pricer> {
  const [product] = await findProducts({ catalog }, [productId])
  if (product === undefined || terms.rateCardId === null)
    throw new Error('a subscription has a product and a rate')
  const rates: CatalogRate[] = (await findRatesOfCard({ catalog }, terms.rateCardId)).filter(
    (rate) => rate.productId === productId && rate.billingFrequency === billingFrequency,
  )
  return (at, quantity) => {
    const { tags: productTags } = productAt(product, at)
    const noGroups = { pricingGroupValues: {}, presentationGroupValues: {} }
    const price = priceInForce(
      rates,
      pricingOf(terms),
      { productId, productTags, billingFrequency, ...noGroups },
      at,
    )
    const parts = price?.effective.rule.parts(ZERO, quantity) ?? []
    return parts.map((part) => ({ quantity: part.quantity, unitPrice: part.unitPrice, total: part.total }))
  }
}

/** What held at the start of a period, and from each change of quantity within it on. */
function entriesOf(
  { quantities }: ContractSubscription,
  { period }: SubscriptionPeriod,
  priceOf: Pricer,
): PricedQuantity[] {
  const atStart = quantities.findLast(({ startingAt }) => startingAt <= period.from)?.quantity ?? ZERO
  const within = quantities.filter(({ startingAt }) => period.from < startingAt && startingAt < period.to)
  return [{ startingAt: period.from, quantity: atStart }, ...within].map(({ startingAt, quantity }) => ({
    startingAt,
    parts: priceOf(period.from, quantity),
  }))
}

function isSame(entry: PricedQuantity, previous: PricedQuantity | undefined): boolean {
  return previous !== undefined && JSON.stringify(entry.parts) === JSON.stringify(previous.parts)
}
