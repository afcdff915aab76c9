import { expect, it } from 'vitest'
import { newSubscription, openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { unmeteredScope } from '../testing/unmetered-scope.ts'
import { listSeatBalances } from './list-seat-balances.ts'

it('a seat that no subscription has is refused by name, or left out where that is asked for', async () => {
  const { scope: catalogScope, customer, seats, sign } = await openDealDesk()
  const scope = unmeteredScope(catalogScope)
  const contract = await sign({
    usageStatementSchedule: {
      frequency: 'MONTHLY',
      day: 'FIRST_OF_MONTH',
      billingAnchorAt: null,
      invoiceGenerationStartingAt: Date.parse('2030-01-01T00:00:00Z'),
    },
    subscriptions: [
      newSubscription(seats.id, {
        quantityManagementMode: 'SEAT_BASED',
        seatConfig: { seatGroupKey: 'user', initialSeatIds: ['ann', 'bob'], initialUnassignedSeats: 0 },
      }),
    ],
  })
  const list = (isMissingSkipped: boolean) =>
    listSeatBalances(
      scope,
      { customerId: customer.id, contractId: contract.id },
      {
        subscriptionIds: null,
        seatIds: ['cem', 'ann'],
        isMissingSkipped,
        isEachShown: false,
        limit: 10,
        cursor: null,
        coveringDate: null,
        startingAt: null,
        effectiveBefore: null,
      },
    )
  await expect(list(false)).rejects.toThrow('seat_ids.0: no subscription has a seat "cem"')
  expect((await list(true)).seats.map(({ seatId }) => seatId)).toEqual(['ann'])
})
