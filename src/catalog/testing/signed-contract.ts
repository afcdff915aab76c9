import { editContract } from '../contracts/edit.ts'
import type { NewSubscription } from '../contracts/new-terms.ts'
import { newCharge, newEdit, newItem, newOverride, newSubscription, openDealDesk } from './contract-terms.ts'
import { at } from './memory-catalog.ts'

const NOVEMBER = at('2024-11-01T00:00:00Z')

/** A contract that was signed, with one each of an override, a charge on two dates and a subscription, and its edits. */
export async function openSigned(subscription: Partial<NewSubscription> = {}) {
  const desk = await openDealDesk()
  const contract = await desk.sign({
    name: 'Pilot',
    endingBefore: NOVEMBER,
    netPaymentTermsDays: 30,
    overrides: [newOverride({ endingBefore: NOVEMBER })],
    scheduledCharges: [
      newCharge(desk.setup.id, { items: [newItem('2024-09-01T00:00:00Z'), newItem('2024-10-01T00:00:00Z')] }),
    ],
    subscriptions: [newSubscription(desk.seats.id, subscription)],
  })
  const ref = { customerId: desk.customer.id, contractId: contract.id }
  const edit = (given: Parameters<typeof newEdit>[0]) => editContract(desk.scope, ref, newEdit(given))
  const [override, charge, subscribed] = [
    contract.terms.overrides[0],
    contract.terms.scheduledCharges[0],
    contract.terms.subscriptions[0],
  ]
  if (override === undefined || charge === undefined || subscribed === undefined)
    throw new Error('not signed')
  return { ...desk, contract, ref, edit, override, charge, subscription: subscribed }
}
