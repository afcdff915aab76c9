import { expect, test } from 'vitest'
import { addProduct } from '../testing/fixtures.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { archiveProduct } from './archive.ts'
import { findProducts, getProduct } from './get.ts'
import { listProducts, type ProductFilter } from './list.ts'
import type { Product } from './rows.ts'

const nameOf = (product: Product) => product.versions[0].name

test('an unknown product is not found', async () => {
  const refusal = await refusalOf(getProduct(openTestCatalog(), 'nothing'))
  expect(refusal).toMatchObject({ kind: 'not_found', message: 'product nothing was not found' })
})

test('no ids find no products, and unknown ones are left out', async () => {
  const scope = openTestCatalog()
  const first = await addProduct(scope)
  const second = await addProduct(scope)
  await addProduct(scope)
  expect(await findProducts(scope, [])).toEqual([])
  expect(await findProducts(scope, [second.id, 'nothing', first.id])).toEqual([first, second])
})

test('more ids than a statement takes still find the products', async () => {
  const scope = openTestCatalog()
  const product = await addProduct(scope)
  const unknown = Array.from({ length: 40_000 }, (_, index) => `nothing-${index}`)
  expect(await findProducts(scope, [...unknown, product.id])).toEqual([product])
})

test('an archived product keeps its instant, is still found, and cannot be archived again', async () => {
  const scope = openTestCatalog()
  const { id } = await addProduct(scope)
  scope.setNow(at('2024-09-01T08:00:00Z'))
  await archiveProduct(scope, id)
  expect((await getProduct(scope, id)).archivedAt).toBe(at('2024-09-01T08:00:00Z'))

  scope.setNow(at('2024-10-01T00:00:00Z'))
  const refusal = await refusalOf(archiveProduct(scope, id))
  expect(refusal).toMatchObject({ kind: 'invalid', message: `product_id: product ${id} is archived already` })
  expect((await getProduct(scope, id)).archivedAt).toBe(at('2024-09-01T08:00:00Z'))
})

test('an unknown product cannot be archived', async () => {
  expect((await refusalOf(archiveProduct(openTestCatalog(), 'nothing'))).kind).toBe('not_found')
})

test('the list holds active, archived or all products, in order of creation', async () => {
  const scope = openTestCatalog()
  const names = ['a', 'b', 'c', 'd']
  const ids = []
  for (const name of names) ids.push((await addProduct(scope, { name })).id)
  await archiveProduct(scope, ids[1] ?? '')
  const listed = async (archiveFilter: ProductFilter['archiveFilter']) => {
    const page = await listProducts(scope, { archiveFilter })
    return page.data.map(nameOf).join('')
  }
  expect(await listed('NOT_ARCHIVED')).toBe('acd')
  expect(await listed('ARCHIVED')).toBe('b')
  expect(await listed('ALL')).toBe('abcd')
})

test('a page ends where it is full, and the next begins after it even when one was added meanwhile', async () => {
  const scope = openTestCatalog()
  for (const name of ['a', 'b', 'c']) await addProduct(scope, { name })
  const first = await listProducts(scope, { archiveFilter: 'ALL', limit: 2 })
  expect(first.data.map(nameOf)).toEqual(['a', 'b'])
  await addProduct(scope, { name: 'd' })
  const rest = await listProducts(scope, { archiveFilter: 'ALL', limit: 2, next_page: first.next_page ?? '' })
  expect(rest.data.map(nameOf)).toEqual(['c', 'd'])
  expect(rest.next_page).toBeNull()
})
