import { expect, it } from 'vitest'
import { addCustomerBalance, newCommit, ofCustomer } from '../testing/balances.ts'
import { openDealDesk } from '../testing/contract-terms.ts'
import { findDrawableBalances } from './drawable.ts'
import { findBalances } from './find.ts'

it('a contract can be drawn from its own commits, and from those of its customer that are for it or for all', async () => {
  const { scope, customer, setup, sign } = await openDealDesk()
  const commit = newCommit(setup.id, { invoice: null })
  const [one, other] = [await sign({ commits: [commit] }), await sign({ commits: [commit] })]
  const owned = await findBalances(scope, customer.id)
  const own = owned.find(({ contractId }) => contractId === one.id)
  const forAll = await addCustomerBalance(scope, ofCustomer(customer.id, commit))
  const forOne = (id: string) =>
    addCustomerBalance(scope, ofCustomer(customer.id, commit, { applicableContractIds: [id] }))
  const [forThis] = [await forOne(one.id), await forOne(other.id)]
  const idsFor = async (contractId: string | null) =>
    (await findDrawableBalances(scope.catalog, customer.id, contractId, scope.clock.now())).map(
      ({ id }) => id,
    )
  expect(new Set(await idsFor(one.id))).toEqual(new Set([own?.id, forAll.id, forThis.id]))
  // One that is only being made has none of its own yet.
  expect(await idsFor(null)).toEqual([forAll.id])
})
