import { Decimal } from '../../kernel/decimal.ts'
import { findAllBalances } from '../balances/find-all.ts'
import type { CatalogBalance } from '../balances/rows.ts'
import { editContract } from '../contracts/edit.ts'
import type { SeatUpdate } from '../contracts/terms.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import { newRecurring } from './balances.ts'
import { newEdit, newSubscription, openDealDesk } from './contract-terms.ts'
import { at } from './memory-catalog.ts'

/** Seats that are granted 100 each a month, for 100 that they share; each has a child of its own. */
export async function openSeatsOfTheirOwn(...initialSeatIds: string[]) {
  const { scope, customer, setup, seats, sign } = await openDealDesk()
  const price = { unitPrice: new Decimal(100), quantity: new Decimal(1), creditTypeId: USD_CENTS_ID }
  const recurring = newRecurring(setup.id, {
    accessAmount: { ...price, quantity: null },
    invoiceAmount: price,
    subscription: { subscriptionId: 'team', allocation: 'INDIVIDUAL', isSeatIncreaseProrated: false },
  })
  const seatConfig = { seatGroupKey: 'user', initialSeatIds, initialUnassignedSeats: 0 }
  const inArrears = { temporaryId: 'team', collectionSchedule: 'ARREARS' } as const
  const subscription = { ...inArrears, quantityManagementMode: 'SEAT_BASED', seatConfig } as const
  const contract = await sign({
    subscriptions: [newSubscription(seats.id, subscription)],
    recurringCommits: [recurring],
  })
  const ref = { customerId: customer.id, contractId: contract.id }
  const september = async () => {
    const all = await findAllBalances(scope, customer.id, scope.clock.now(), { includeArchived: false })
    return all.filter(({ createdAt }) => createdAt >= at('2024-09-01T00:00:00Z'))
  }
  const change = async (seatUpdate: SeatUpdate) => {
    const id = contract.terms.subscriptions[0]?.id ?? ''
    const update = { id, seatGroupKey: null, quantityUpdates: [], seatUpdates: [seatUpdate] }
    await editContract(scope, ref, newEdit({ changes: { subscriptionUpdates: [update] } }))
  }
  const refOf = ({ id }: CatalogBalance) => ({ kind: 'commit', customerId: customer.id, id }) as const
  return { scope, contract, ref, september, change, refOf }
}
