import { expect, test } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import { amendContract } from './contracts/amend.ts'
import { editContract } from './contracts/edit.ts'
import { NO_NEW_TERMS } from './contracts/new-terms.ts'
import { setUsageFilter } from './contracts/set-usage-filter.ts'
import { updateContractEndDate } from './contracts/update-end-date.ts'
import { setSegment } from './named-schedules/set-segment.ts'
import { createPackage } from './packages/create.ts'
import { createPricingUnit } from './pricing-units/create.ts'
import { updateProduct } from './products/update.ts'
import { moveRateCardProducts } from './rate-cards/move-products.ts'
import { setRateCardProductsOrder } from './rate-cards/set-product-order.ts'
import { updateRateCard } from './rate-cards/update.ts'
import { addRates } from './rates/add-many.ts'
import { newCharge, newEdit, newOverride, newSubscription, openDealDesk } from './testing/contract-terms.ts'
import { addProduct, addRateCard, newRate } from './testing/fixtures.ts'
import { at } from './testing/memory-catalog.ts'
import { newPackageTerms, packageOverride } from './testing/packages.ts'
import { expectWholeOrNothing } from './testing/whole-or-nothing.ts'

const SEPTEMBER = at('2024-09-01T00:00:00Z')
const SCHEDULE = { name: 'discount', properties: {} }
const alias = (name: string) => ({ name, startingAt: null, endingBefore: null })

/** A desk with a contract on its card, one without a card, and a named schedule of the card. */
async function openDesk() {
  const desk = await openDealDesk()
  const [{ id: contractId }, { id: plainId }] = [await desk.sign(), await desk.sign({ rateCardId: null })]
  const always = { value: 1, startingAt: at('2024-01-01T00:00:00Z'), endingBefore: null }
  await setSegment(desk.scope, { kind: 'RATE_CARD', rateCardId: desk.card.id }, SCHEDULE, always)
  return { ...desk, contractId, plainId }
}

type Desk = Awaited<ReturnType<typeof openDesk>>

/** Every write that pricing and contracts have more than one row of, or might. What it needs is there before. */
const WRITES: Record<string, (desk: Desk) => Promise<unknown>> = {
  'a product': ({ scope }) => addProduct(scope, { type: 'FIXED', name: 'Training' }),
  'an update of a product': ({ scope, requests }) =>
    updateProduct(scope, requests.id, SEPTEMBER, { name: 'Calls' }),
  'a rate card': ({ scope }) => addRateCard(scope, { aliases: [alias('a'), alias('b')] }),
  'an update of a rate card': ({ scope, card }) =>
    updateRateCard(scope, card.id, { name: 'New', aliases: [alias('c'), alias('d')] }),
  rates: ({ scope, card, requests, regional }) =>
    addRates(scope, card.id, [
      newRate(requests.id, { startingAt: SEPTEMBER }),
      newRate(regional.id, { startingAt: SEPTEMBER, pricingGroupValues: { region: 'us' } }),
    ]),
  'an order of products': ({ scope, card, requests, regional, seats }) =>
    setRateCardProductsOrder(scope, card.id, [seats.id, regional.id, requests.id]),
  'a move of products': ({ scope, card, seats }) =>
    moveRateCardProducts(scope, card.id, [{ productId: seats.id, position: 0 }]),
  'a pricing unit': ({ scope }) => createPricingUnit(scope, 'Tokens'),
  'a contract that renews another': ({ requests, seats, setup, sign, contractId }) =>
    sign({
      startingAt: SEPTEMBER,
      transition: { fromContractId: contractId, isTrueupRemoved: false },
      overrides: [newOverride({ startingAt: SEPTEMBER, productId: requests.id })],
      scheduledCharges: [newCharge(setup.id)],
      subscriptions: [newSubscription(seats.id)],
    }),
  'an edit of a contract': ({ scope, customer, requests, contractId }) =>
    editContract(
      scope,
      { customerId: customer.id, contractId },
      newEdit({
        changes: { name: 'Renamed' },
        added: { overrides: [newOverride({ productId: requests.id })] },
      }),
    ),
  'an amendment': ({ scope, customer, contractId }) =>
    amendContract(
      scope,
      { customerId: customer.id, contractId },
      {
        startingAt: SEPTEMBER,
        totalContractValue: new Decimal(1),
        netsuiteSalesOrderId: null,
        salesforceOpportunityId: null,
        customFields: {},
        added: NO_NEW_TERMS,
      },
    ),
  'an end date': ({ scope, customer, contractId }) =>
    updateContractEndDate(scope, { customerId: customer.id, contractId }, SEPTEMBER),
  'a usage filter': ({ scope, customer, plainId }) =>
    setUsageFilter(
      scope,
      { customerId: customer.id, contractId: plainId },
      { groupKey: 'project', groupValues: ['a'], startingAt: SEPTEMBER },
    ),
  'a segment within another of a named schedule': ({ scope, card }) =>
    setSegment(scope, { kind: 'RATE_CARD', rateCardId: card.id }, SCHEDULE, {
      value: 2,
      startingAt: SEPTEMBER,
      endingBefore: at('2024-10-01T00:00:00Z'),
    }),
  'a package': ({ scope, card, requests }) =>
    createPackage(scope, {
      name: 'Start',
      uniquenessKey: null,
      aliases: [alias('start'), alias('begin')],
      terms: newPackageTerms({
        rateCardId: card.id,
        overrides: [packageOverride({ productId: requests.id })],
      }),
    }),
}

test.each(Object.entries(WRITES))(
  '%s is there whole or not at all, wherever its writing fails',
  async (_, write) => {
    const desk = await openDesk()
    expect(await expectWholeOrNothing(desk.scope, () => write(desk))).toBeGreaterThan(0)
  },
)
