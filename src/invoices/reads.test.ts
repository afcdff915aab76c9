import type { KyselyPlugin } from 'kysely'
import { expect, test } from 'vitest'
import { updateProduct } from '../catalog/products/update.ts'
import { addRates } from '../catalog/rates/add-many.ts'
import { openDealDesk } from '../catalog/testing/contract-terms.ts'
import { addProduct, newRate } from '../catalog/testing/fixtures.ts'
import { at } from '../catalog/testing/memory-catalog.ts'
import { upToBook } from './life-cycle/cutoff.ts'
import { bookReads } from './reads.ts'
import type { InvoiceScope } from './scope.ts'
import { unmeteredScope } from './testing/unmetered-scope.ts'

test('of rates and products that are added while an invoice is computed, none counts for it', async () => {
  const { scope: catalogScope, card, requests } = await openDealDesk()
  const scope = unmeteredScope(catalogScope)
  const read = async (of: InvoiceScope) => {
    const book = bookReads(of)
    const [product] = await book.products([requests.id])
    return {
      rates: (await book.ratesOfCard(card.id)).length,
      names: product?.versions.map(({ name }) => name),
    }
  }
  const before = await read(scope)
  const bounded = await upToBook(scope)
  await addRates(scope, card.id, [newRate(requests.id)])
  await updateProduct(scope, requests.id, at('2024-08-01T00:00:00Z'), { name: 'Calls' })
  expect(await read(bounded)).toEqual(before)
  expect(await read(scope)).toEqual({
    rates: before.rates + 1,
    names: [...(before.names ?? []), 'Calls'],
  })
})

test('what a rate prices is in the price book with it, also where both are added while it is told how far that goes', async () => {
  const { scope: catalogScope, card, requests } = await openDealDesk()
  let answers = 0
  const between: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      answers += 1
      if (answers === 1) {
        const { id } = await addProduct(catalogScope, { name: 'Images' })
        await addRates(catalogScope, card.id, [newRate(id)])
      }
      return result
    },
  }
  const bounded = await upToBook(
    unmeteredScope({ ...catalogScope, catalog: catalogScope.catalog.withPlugin(between) }),
  )
  const book = bookReads({ ...bounded, catalog: catalogScope.catalog })
  const priced = [...new Set((await book.ratesOfCard(card.id)).map(({ productId }) => productId))]
  // The first of two answers is of before; a product without a version could not be read.
  expect(answers).toBe(2)
  expect((await book.products(priced)).map(({ id }) => id)).toContain(requests.id)
})
