import { Decimal } from '../../kernel/decimal.ts'
import type { OverrideSpecifier } from '../../rating/override.ts'
import { createContract, type NewContract } from '../contracts/create.ts'
import type { ContractEdit } from '../contracts/edit.ts'
import {
  NO_NEW_TERMS,
  type NewOverride,
  type NewSchedule,
  type NewScheduledCharge,
  type NewScheduleItem,
  type NewSubscription,
} from '../contracts/new-terms.ts'
import { addRates } from '../rates/add-many.ts'
import { addCustomer, addProduct, addRateCard, newContract, newRate } from './fixtures.ts'
import { at, openTestCatalog } from './memory-catalog.ts'

/** A halving of every price, from August 2024 on, to add to a contract. */
export function newOverride(changes: Partial<NewOverride> = {}): NewOverride {
  return {
    startingAt: at('2024-08-01T00:00:00Z'),
    endingBefore: null,
    isEntitled: null,
    type: 'MULTIPLIER',
    multiplier: changes.type === undefined || changes.type === 'MULTIPLIER' ? new Decimal('0.5') : null,
    priority: null,
    overwriteRate: null,
    tiers: null,
    productId: null,
    applicableProductTags: [],
    specifiers: [],
    isCommitSpecific: false,
    target: null,
    ...changes,
  }
}

/** A specifier that admits everything but for the changes. */
export function newSpecifier(changes: Partial<OverrideSpecifier> = {}): OverrideSpecifier {
  return {
    productId: null,
    productTags: [],
    pricingGroupValues: {},
    presentationGroupValues: {},
    billingFrequency: null,
    exclude: [],
    commitIds: null,
    recurringCommitIds: null,
    anyCommitOrCreditIds: null,
    ...changes,
  }
}

/** An amount of 1,000 on a date. */
export function newItem(timestamp: string, changes: Partial<NewScheduleItem> = {}): NewScheduleItem {
  return { timestamp: at(timestamp), amount: new Decimal(1000), unitPrice: null, quantity: null, ...changes }
}

/** A charge of 1,000 on 1 September 2024. */
export function newCharge(productId: string, schedule: Partial<NewSchedule> = {}): NewScheduledCharge {
  return {
    productId,
    name: null,
    schedule: { creditTypeId: null, items: [newItem('2024-09-01T00:00:00Z')], recurring: null, ...schedule },
    customFields: {},
    netsuiteSalesOrderId: null,
  }
}

/** A monthly subscription of 10, billed in advance, from the contract's start on. */
export function newSubscription(productId: string, changes: Partial<NewSubscription> = {}): NewSubscription {
  return {
    temporaryId: null,
    name: null,
    description: null,
    productId,
    billingFrequency: 'MONTHLY',
    collectionSchedule: 'ADVANCE',
    isProrated: null,
    invoiceBehavior: null,
    rounding: null,
    startingAt: null,
    endingBefore: null,
    anchorAt: null,
    invoicePlacement: 'ON_USAGE_INVOICE',
    quantityManagementMode: 'QUANTITY_ONLY',
    initialQuantity: changes.quantityManagementMode === 'SEAT_BASED' ? null : new Decimal(10),
    seatConfig: null,
    customFields: {},
    ...changes,
  }
}

/** An edit that changes what is given. */
export function newEdit({
  uniquenessKey = null,
  isEndBeforeInvoicesAllowed = true,
  changes = {},
  added = {},
}: {
  uniquenessKey?: string | null
  isEndBeforeInvoicesAllowed?: boolean
  changes?: Partial<ContractEdit['changes']>
  added?: Partial<ContractEdit['added']>
}): ContractEdit {
  return {
    uniquenessKey,
    isEndBeforeInvoicesAllowed,
    changes: {
      name: undefined,
      endingBefore: undefined,
      netPaymentTermsDays: undefined,
      scheduledChargeUpdates: [],
      subscriptionUpdates: [],
      commitUpdates: [],
      creditUpdates: [],
      recurringCommitUpdates: [],
      recurringCreditUpdates: [],
      spendThresholdUpdate: undefined,
      prepaidThresholdUpdate: undefined,
      archivedChargeIds: [],
      archivedCommitIds: [],
      archivedCreditIds: [],
      removedOverrideIds: [],
      ...changes,
    },
    added: { ...NO_NEW_TERMS, ...added },
  }
}

/**
 * A customer, and a card in US cents with one product of each type that has rates from August 2024 on: `requests` at 5,
 * `regional` at 5 in the region eu, `seats` at 20 a month. `setup` is FIXED, `support` COMPOSITE, `consulting`
 * PRO_SERVICE.
 */
export async function openDealDesk(catalogPath?: string) {
  const scope = openTestCatalog(catalogPath)
  const customer = await addCustomer(scope)
  const requests = await addProduct(scope, { name: 'Requests', tags: ['core'] })
  const regional = await addProduct(scope, {
    name: 'Storage',
    pricingGroupKey: ['region'],
    presentationGroupKey: ['user'],
  })
  const seats = await addProduct(scope, { type: 'SUBSCRIPTION', name: 'Seats' })
  const setup = await addProduct(scope, { type: 'FIXED', name: 'Setup' })
  const consulting = await addProduct(scope, { type: 'PRO_SERVICE', name: 'Consulting' })
  const support = await addProduct(scope, {
    type: 'COMPOSITE',
    name: 'Support',
    composite: { productIds: [requests.id] },
  })
  const card = await addRateCard(scope)
  await addRates(scope, card.id, [
    newRate(requests.id),
    newRate(regional.id, { pricingGroupValues: { region: 'eu' } }),
    newRate(seats.id, {
      billingFrequency: 'MONTHLY',
      price: { rateType: 'FLAT', price: new Decimal(20) },
    }),
  ])
  const sign = (changes: Partial<NewContract> = {}) =>
    createContract(scope, newContract(customer.id, { rateCardId: card.id, ...changes }))
  return { scope, customer, card, requests, regional, seats, setup, consulting, support, sign }
}
