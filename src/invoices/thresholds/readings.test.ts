import { expect, test } from 'vitest'
import { createContract } from '../../catalog/contracts/create.ts'
import { USD_CENTS_ID } from '../../catalog/pricing-units/get.ts'
import {
  addCustomerBalance,
  newInvoice,
  newRecurring,
  newSegment,
  ofCustomer,
} from '../../catalog/testing/balances.ts'
import { newItem, newSubscription } from '../../catalog/testing/contract-terms.ts'
import { newContract } from '../../catalog/testing/fixtures.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { openHierarchyDesk } from '../testing/hierarchy.ts'
import { openReadings } from './readings.ts'

const inAugust = (amount: number) => ({
  creditTypeId: null,
  segments: [newSegment('2024-08-01T00:00:00Z', '2024-09-01T00:00:00Z', amount)],
})

test('a balance is what the contract can draw: nothing POSTPAID, of another contract alone, or of single seats', async () => {
  const { scope, setup, card, sign, sharedCommit, onOwnInvoice } = await openHierarchyDesk()
  const [{ productId } = { productId: '' }] = onOwnInvoice
  const seatConfig = { seatGroupKey: 'user', initialSeatIds: ['ann'], initialUnassignedSeats: 0 }
  const team = newSubscription(productId, {
    temporaryId: 'team',
    collectionSchedule: 'ARREARS',
    quantityManagementMode: 'SEAT_BASED',
    seatConfig,
  })
  const each = newRecurring(setup.id, {
    accessAmount: { unitPrice: new Decimal(1000), quantity: null, creditTypeId: USD_CENTS_ID },
    subscription: { subscriptionId: 'team', allocation: 'INDIVIDUAL', isSeatIncreaseProrated: false },
  })
  const contract = await sign('Acme', {
    subscriptions: [team],
    recurringCredits: [each],
    commits: [
      sharedCommit({ access: inAugust(300) }),
      sharedCommit({
        type: 'POSTPAID',
        access: inAugust(500),
        invoice: newInvoice([newItem('2024-09-01T00:00:00Z', { amount: new Decimal(500) })]),
      }),
    ],
  })
  const { customerId } = contract
  const commits = [sharedCommit({ access: inAugust(70) })]
  const other = await createContract(scope, newContract(customerId, { rateCardId: card.id, commits }))
  await addCustomerBalance(scope, ofCustomer(customerId, sharedCommit({ access: inAugust(9) })))
  const read = async (of: typeof contract) =>
    (await openReadings(scope, customerId).prepaidBalance(of, USD_CENTS_ID, [])).toNumber()
  // The seat costs 20 as August ends, which takes all of the customer's 9 and 11 of the 300.
  expect([await read(contract), await read(other)]).toEqual([289, 70])
})

test('spend is that of the period that holds now, and not of one that is over and still a draft', async () => {
  const { scope, setNow, sign, onUsageInvoice: subscriptions } = await openHierarchyDesk()
  const contract = await sign('Acme', { subscriptions })
  setNow(at('2024-09-01T12:00:00Z'))
  const spend = await openReadings(scope, contract.customerId).unpaidSpend(contract)
  // 200 of September's seats, and none of August's.
  expect(spend.map(({ worth }) => worth.toNumber())).toEqual([200])
})
