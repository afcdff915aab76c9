import type { Decimal } from '../kernel/decimal.ts'
import type { Instant } from '../kernel/instant.ts'
import { rangeHoldsEnd, type TimeRange } from '../kernel/window.ts'
import type { BilledQuantity } from './billed-quantity.ts'
import type { Override } from './override.ts'
import { priceInForce, type PriceInForce } from './price-in-force.ts'
import type { Price } from './price.ts'
import { prorate } from './prorate.ts'
import { subscriptionDues, type DueDate, type SubscriptionDue } from './subscription-dues.ts'
import { subscriptionPeriods } from './subscription-periods.ts'
import type { Subscription } from './subscription.ts'
import { unbilledDues } from './unbilled-dues.ts'
import type { ContractPricing, UsageRate } from './usage-line.ts'

/** A quantity of a subscription for a billing period, or for the rest of one: a line of an invoice. */
export interface SubscriptionCharge<Rate> extends DueDate {
  /** The same each time, and on whichever invoice it is; a price with tiers has several under one. */
  id: string
  /** What the voided invoice billed that alone bills it again; null for any other. */
  heldBy: string | null
  subscriptionId: string
  /** The time that is paid for. */
  period: TimeRange
  quantity: Decimal
  /** For a whole period. */
  unitPrice: Decimal
  /** `quantity` times `unitPrice`, or the part of it that is for the charge's period. */
  total: Decimal
  isProrated: boolean
  /** Null where an overwrite prices what has no rate. */
  rate: Rate | null
  override: Override | null
  /** The card's price; null where there is no rate. */
  listPrice: Price | null
  creditTypeId: string
}

/**
 * What a subscription charges, but for what is billed already. Each billing period has one price: that in force when it
 * starts, or when the subscription does. Where the subscription is prorated, a period that is cut short, and an increase
 * within one, cost the part of the price that their time is of the whole period (`prorate`). Where it is not, they cost
 * all of it.
 * @param tagsAt the tags that its product has at an instant.
 * @param rates those of its product and billing frequency.
 * @param contractEnd null where the contract has no end.
 * @param billed charges that are billed after its start and up to its end, that included, and those that are held.
 * @param before what invoices have billed of it, in their order.
 * @returns in order of periods, and within one of time; a quantity of 0 has no charge.
 */
export function subscriptionCharges<Rate extends UsageRate>(
  subscription: Subscription,
  tagsAt: (at: Instant) => readonly string[],
  pricing: ContractPricing,
  rates: readonly Rate[],
  contractEnd: Instant | null,
  billed: TimeRange,
  before: readonly BilledQuantity[] = [],
): SubscriptionCharge<Rate>[] {
  const { productId, billingFrequency } = subscription
  const noGroups = { pricingGroupValues: {}, presentationGroupValues: {} }
  return subscriptionPeriods(subscription, contractEnd, billed).flatMap((subscriptionPeriod) => {
    const { from } = subscriptionPeriod.period
    const priced = { productId, productTags: tagsAt(from), billingFrequency, ...noGroups }
    const price = priceInForce(rates, pricing, priced, from)
    if (price === null) return []
    const dues = subscriptionDues(subscription, subscriptionPeriod)
    return unbilledDues(subscription, subscriptionPeriod, dues, before)
      .filter(({ billedAt, heldBy }) => heldBy !== null || rangeHoldsEnd(billed, billedAt))
      .flatMap((due) => chargesOf(subscription, price, due, subscriptionPeriod.whole))
  })
}

/** One charge, or one for each tier of the price that the quantity is in. */
function chargesOf<Rate>(
  { id, isProrated, rounding }: Subscription,
  { effective, ...price }: PriceInForce<Rate>,
  { from, to, ...due }: SubscriptionDue,
  whole: TimeRange,
): SubscriptionCharge<Rate>[] {
  const isPart = isProrated && lengthMs(due.period) < lengthMs(whole)
  return effective.rule
    .parts(from, to)
    .filter(({ quantity }) => !quantity.isZero())
    .map(({ quantity, unitPrice, total }) => ({
      ...due,
      ...price,
      subscriptionId: id,
      quantity,
      unitPrice,
      total: isPart ? prorate(total, due.period, whole, rounding) : total,
      isProrated: isPart,
    }))
}

function lengthMs({ from, to }: TimeRange): number {
  return to - from
}
