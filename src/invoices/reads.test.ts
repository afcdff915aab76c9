import { expect, test } from 'vitest'
import { updateProduct } from '../catalog/products/update.ts'
import { addRates } from '../catalog/rates/add-many.ts'
import { openDealDesk } from '../catalog/testing/contract-terms.ts'
import { newRate } from '../catalog/testing/fixtures.ts'
import { at } from '../catalog/testing/memory-catalog.ts'
import { upToBook } from './cutoff.ts'
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
