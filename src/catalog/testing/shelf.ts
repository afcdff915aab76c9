import { Decimal } from '../../kernel/decimal.ts'
import { editContract } from '../contracts/edit.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import { newCommit, newCredit, newRecurring, ofCustomer } from './balances.ts'
import { newEdit, newSubscription, openDealDesk } from './contract-terms.ts'
import { at } from './memory-catalog.ts'
import { createCustomerBalance } from '../balances/create.ts'
import { findAllBalances } from '../balances/find-all.ts'

const day = (text: string) => at(`${text}T00:00:00Z`)

/**
 * On 15 August a contract with a commit, a recurring commit of 10 for each of 5 units a month, and a credit of the
 * customer's: the children of August and September are there.
 */
export async function openShelf() {
  const desk = await openDealDesk()
  const { scope, customer, setup, seats } = desk
  const contract = await desk.sign({
    commits: [newCommit(setup.id, { name: 'commit' })],
    subscriptions: [newSubscription(seats.id, { temporaryId: 'team', initialQuantity: new Decimal(5) })],
    recurringCommits: [
      newRecurring(setup.id, {
        name: 'monthly',
        accessAmount: { unitPrice: new Decimal(10), quantity: null, creditTypeId: USD_CENTS_ID },
        subscription: { subscriptionId: 'team', allocation: 'POOLED', isSeatIncreaseProrated: false },
      }),
    ],
  })
  await createCustomerBalance(scope, ofCustomer(customer.id, newCredit(setup.id, { name: 'credit' })))
  const ref = { customerId: customer.id, contractId: contract.id }
  const all = (includeArchived = true) =>
    findAllBalances(scope, customer.id, scope.clock.now(), { includeArchived })
  const names = async (includeArchived = true) => (await all(includeArchived)).map(({ terms }) => terms.name)
  const child = async (month: string) => {
    const found = (await all()).find(
      ({ origin, createdAt }) => origin !== null && createdAt === day(`${month}-01`),
    )
    if (found === undefined) throw new Error(`there is no child of ${month}`)
    return found
  }
  const refOf = async (month: string) => {
    const { id } = await child(month)
    return { kind: 'commit', customerId: customer.id, id } as const
  }
  const amounts = async (month: string) =>
    (await child(month)).terms.access.segments.map(({ amount }) => amount.toNumber())
  /** Changes the quantity of the subscription. */
  const order = async (startingAt: string, quantity: number) => {
    const update = {
      id: contract.terms.subscriptions[0]?.id ?? '',
      seatGroupKey: null,
      quantityUpdates: [
        { startingAt: day(startingAt), quantity: new Decimal(quantity), quantityDelta: null },
      ],
      seatUpdates: [],
    }
    await editContract(scope, ref, newEdit({ changes: { subscriptionUpdates: [update] } }))
  }
  return { ...desk, contract, ref, all, names, child, refOf, amounts, order }
}
