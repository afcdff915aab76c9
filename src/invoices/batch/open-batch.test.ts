import type { KyselyPlugin } from 'kysely'
import { expect, test } from 'vitest'
import { createContract } from '../../catalog/contracts/create.ts'
import { updateProduct } from '../../catalog/products/update.ts'
import { addRates } from '../../catalog/rates/add-many.ts'
import { openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { addRateCard, newContract, newRate } from '../../catalog/testing/fixtures.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { upToBook } from '../life-cycle/cutoff.ts'
import { bookReads, readsOf } from '../reads.ts'
import { unmeteredScope } from '../testing/unmetered-scope.ts'
import { openBatch, openRunBook } from './open-batch.ts'

/** Does something once, as the first answer comes of a query that is no builder's. */
function onFirstRaw(act: () => Promise<unknown>): KyselyPlugin {
  const asked = new WeakSet<object>()
  let isDone = false
  return {
    transformQuery({ node, queryId }) {
      if (node.kind === 'RawNode') asked.add(queryId)
      return node
    },
    async transformResult({ result, queryId }) {
      if (asked.has(queryId) && !isDone) {
        isDone = true
        await act()
      }
      return result
    },
  }
}

test('a contract that is made while a batch is opened has the prices that were there before it', async () => {
  const { scope, customer, requests } = await openDealDesk()
  // Whose the hierarchies are is asked first of customers, and their contracts after that.
  const signed = onFirstRaw(async () => {
    const card = await addRateCard(scope)
    await addRates(scope, card.id, [newRate(requests.id)])
    await createContract(scope, newContract(customer.id, { rateCardId: card.id }))
  })
  const opening = unmeteredScope({ ...scope, catalog: scope.catalog.withPlugin(signed) })
  const { scope: batch } = await openBatch(opening, openRunBook(), [customer.id])
  const [contract] = await readsOf(batch).contractsOf(customer.id)
  const rates = await readsOf(batch).ratesOfCard(contract?.terms.rateCardId ?? '')
  // The one rate of the card.
  expect(rates.map(({ productId }) => productId)).toEqual([requests.id])
})

test('batches of a run read one price book, until a product is changed', async () => {
  const { scope: catalogScope, requests } = await openDealDesk()
  const scope = unmeteredScope(catalogScope)
  const book = openRunBook()
  const read = async () => {
    const bounded = await upToBook(scope)
    return { bounded, found: await book(bounded).products([requests.id]) }
  }
  const first = await read()
  expect((await read()).found[0]).toBe(first.found[0])
  await updateProduct(scope, requests.id, at('2024-08-01T00:00:00Z'), { name: 'Calls' })
  const next = await read()
  expect(next.found).toEqual(await bookReads(next.bounded).products([requests.id]))
  expect(next.found[0]?.versions.at(-1)?.name).toBe('Calls')
})
