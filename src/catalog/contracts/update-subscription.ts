import { invalid, notFound } from '../../kernel/errors.ts'
import { refuseTwice } from '../refuse-twice.ts'
import type { SubscriptionUpdate } from './contract-change.ts'
import { quantitiesOf, seatsOf } from './make-subscription.ts'
import { seatUpdateFields } from './seat-update-fields.ts'
import { subscriptionTerm } from './subscription-at.ts'
import type { ContractSubscription, ContractTerms, QuantityUpdate, SeatUpdate } from './terms.ts'
import { requireWithinContract } from './within-contract.ts'

/**
 * Changes a subscription of a contract: how it ends and is rounded, whether it has seats, then its quantities or seats
 * (OpenAPI, editContract: update_subscriptions).
 * @throws Problem not_found where it does not exist, invalid where a rule is broken, both naming the field.
 */
export function updateSubscription(
  terms: ContractTerms,
  update: SubscriptionUpdate,
  fieldPrefix: string,
): ContractTerms {
  const before = terms.subscriptions.find(({ id }) => id === update.id)
  if (before === undefined) throw notFound(`${fieldPrefix}subscription_id: subscription`, update.id)
  let changed = before
  if (update.endingBefore !== undefined) {
    changed = { ...changed, endingBefore: update.endingBefore }
    requireWithinContract(terms, changed, fieldPrefix)
  }
  if (update.rounding !== undefined) changed = { ...changed, rounding: update.rounding }
  if (update.seatGroupKey !== null) changed = withSeats(changed, update.seatGroupKey, fieldPrefix)
  changed = withQuantities(terms, changed, update.quantityUpdates, `${fieldPrefix}quantity_updates`)
  changed = withSeatUpdates(terms, changed, update.seatUpdates, `${fieldPrefix}seat_updates`)
  if (changed === before) throw invalid(`${fieldPrefix.slice(0, -1)}: changes nothing of the subscription`)
  return { ...terms, subscriptions: terms.subscriptions.map((one) => (one === before ? changed : one)) }
}

/** Gives a subscription seats: as many as its quantity, none of them assigned. */
function withSeats(
  subscription: ContractSubscription,
  seatGroupKey: string,
  fieldPrefix: string,
): ContractSubscription {
  const field = `${fieldPrefix}quantity_management_mode_update.quantity_management_mode`
  if (subscription.quantityManagementMode === 'SEAT_BASED') {
    throw invalid(`${field}: the subscription is SEAT_BASED already`)
  }
  const updates = subscription.quantities.map(({ startingAt, quantity }, index): SeatUpdate => {
    if (!quantity.isInteger()) {
      throw invalid(`${field}: SEAT_BASED needs whole quantities, and there is one of ${quantity.toFixed()}`)
    }
    const difference = quantity.minus(subscription.quantities[index - 1]?.quantity ?? 0).toNumber()
    const action = difference < 0 ? 'REMOVE_UNASSIGNED' : 'ADD_UNASSIGNED'
    return { startingAt, action, quantity: Math.abs(difference) }
  })
  return {
    ...subscription,
    quantityManagementMode: 'SEAT_BASED',
    seatGroupKey,
    ...seatsOf(updates, () => field),
  }
}

function withQuantities(
  terms: ContractTerms,
  subscription: ContractSubscription,
  updates: readonly QuantityUpdate[],
  field: string,
): ContractSubscription {
  if (updates.length === 0) return subscription
  if (subscription.quantityManagementMode !== 'QUANTITY_ONLY') {
    throw invalid(`${field}: are for QUANTITY_ONLY subscriptions; this one takes seat_updates`)
  }
  for (const [index, update] of updates.entries()) {
    const prefix = `${field}.${index}.`
    requireStart(terms, subscription, update, prefix)
    const { quantity, quantityDelta } = update
    if ((quantity === null) === (quantityDelta === null)) {
      throw invalid(`${prefix}quantity: is required, or quantity_delta in its place, and not both`)
    }
    if (quantity?.isNegative() === true) throw invalid(`${prefix}quantity: must not be negative`)
    if (quantityDelta?.isZero() === true) throw invalid(`${prefix}quantity_delta: must not be 0`)
  }
  const earlier = subscription.quantityUpdates
  const all = [...earlier, ...updates]
  const fieldOf = (index: number) => (index < earlier.length ? field : `${field}.${index - earlier.length}`)
  return { ...subscription, ...quantitiesOf(all, fieldOf) }
}

function withSeatUpdates(
  terms: ContractTerms,
  subscription: ContractSubscription,
  updates: readonly SeatUpdate[],
  field: string,
): ContractSubscription {
  if (updates.length === 0) return subscription
  if (subscription.quantityManagementMode !== 'SEAT_BASED') {
    throw invalid(`${field}: are for SEAT_BASED subscriptions; this one takes quantity_updates`)
  }
  const fields = seatUpdateFields(updates).map((name) => `${field}.${name}`)
  for (const [index, update] of updates.entries()) {
    requireStart(terms, subscription, update, `${fields[index]}.`)
    if ('seatIds' in update) refuseTwice(update.seatIds, `${fields[index]}.seat_ids`)
  }
  const earlier = subscription.seatUpdates
  const fieldOf = (index: number) => fields[index - earlier.length] ?? field
  return { ...subscription, ...seatsOf([...earlier, ...updates], fieldOf) }
}

function requireStart(
  terms: ContractTerms,
  subscription: ContractSubscription,
  { startingAt }: { startingAt: number },
  fieldPrefix: string,
): void {
  const term = subscriptionTerm(subscription, terms)
  if (startingAt < term.startingAt) {
    throw invalid(`${fieldPrefix}starting_at: must not be before the subscription's starting_at`)
  }
  if (term.endingBefore !== null && startingAt >= term.endingBefore) {
    throw invalid(`${fieldPrefix}starting_at: must be before the subscription ends`)
  }
}
