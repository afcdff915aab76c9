import { describe, expect, test } from 'vitest'
import type { CatalogScope } from '../scope.ts'
import type { ProductType } from '../tables.ts'
import { addProduct } from '../testing/fixtures.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { archiveProduct } from './archive.ts'
import type { ProductChanges } from './changes.ts'
import { getProduct } from './get.ts'
import { updateProduct } from './update.ts'

const SEPTEMBER = at('2024-09-01T00:00:00Z')
const OCTOBER = at('2024-10-01T00:00:00Z')
const NOVEMBER = at('2024-11-01T00:00:00Z')

type Composite = NonNullable<ProductChanges['composite']>

const addComposite = (scope: CatalogScope, composite: Composite) =>
  addProduct(scope, { type: 'COMPOSITE', composite })

describe('a composite', () => {
  test('is a share of products and of tags, each contract by itself unless it says otherwise', async () => {
    const scope = openTestCatalog()
    const usage = await addProduct(scope)
    const seats = await addProduct(scope, { type: 'SUBSCRIPTION' })
    const productIds = [usage.id, seats.id]
    const plain = await addComposite(scope, { productIds })
    expect(plain.versions[0].composite).toEqual({
      productIds,
      tags: [],
      scope: 'CONTRACT',
      excludeFreeUsage: false,
      includeCompositeSpend: false,
    })
    const whole = {
      productIds,
      tags: ['core'],
      scope: 'CUSTOMER',
      excludeFreeUsage: true,
      includeCompositeSpend: true,
    } as const
    const { id } = await addComposite(scope, whole)
    expect((await getProduct(scope, id)).versions[0].composite).toEqual(whole)
  })

  test('needs products or tags', async () => {
    const scope = openTestCatalog()
    const message = 'composite_product_ids: a product of type COMPOSITE needs this or composite_tags'
    for (const composite of [{}, { productIds: [] }, { productIds: [], tags: [] }]) {
      expect(await refusalOf(addComposite(scope, composite))).toMatchObject({ kind: 'invalid', message })
    }
    const { id } = await addComposite(scope, { tags: ['core'] })
    const emptied = updateProduct(scope, id, SEPTEMBER, { composite: { tags: [] } })
    expect(await refusalOf(emptied)).toMatchObject({ kind: 'invalid', message })
  })

  test('is refused with a product that does not exist, and nothing of it is there', async () => {
    const { file, ...scope } = openTestCatalog()
    const refusal = await refusalOf(addComposite(scope, { productIds: ['nothing'] }))
    expect(refusal).toMatchObject({
      kind: 'not_found',
      message: 'composite_product_ids: product nothing was not found',
    })
    expect(file.prepare('SELECT * FROM products').all()).toEqual([])
  })

  test.each<[ProductType]>([['FIXED'], ['PRO_SERVICE']])('is no share of a %s product', async (type) => {
    const scope = openTestCatalog()
    const { id } = await addProduct(scope, { type })
    const refusal = await refusalOf(addComposite(scope, { productIds: [id], includeCompositeSpend: true }))
    expect(refusal).toMatchObject({
      kind: 'invalid',
      message:
        `composite_product_ids: product ${id} is of type ${type}, ` +
        'and only USAGE, SUBSCRIPTION and COMPOSITE products count',
    })
  })

  test('is a share of another composite only where it includes their spend', async () => {
    const scope = openTestCatalog()
    const inner = await addComposite(scope, { tags: ['core'] })
    const productIds = [inner.id]
    const message =
      `composite_product_ids: product ${inner.id} is of type COMPOSITE, ` +
      'which counts only with include_composite_spend'
    expect(await refusalOf(addComposite(scope, { productIds }))).toMatchObject({ kind: 'invalid', message })
    const outer = await addComposite(scope, { productIds, includeCompositeSpend: true })
    const excluded = updateProduct(scope, outer.id, SEPTEMBER, {
      composite: { includeCompositeSpend: false },
    })
    expect(await refusalOf(excluded)).toMatchObject({ kind: 'invalid', message })
  })

  test('may go on with an archived product', async () => {
    const scope = openTestCatalog()
    const { id } = await addProduct(scope)
    await archiveProduct(scope, id)
    const composite = await addComposite(scope, { productIds: [id] })
    expect(composite.versions[0].composite?.productIds).toEqual([id])
  })

  test('keeps what an update does not name, also in what was scheduled before it', async () => {
    const scope = openTestCatalog()
    const usage = await addProduct(scope)
    const { id } = await addComposite(scope, { tags: ['core'] })
    await updateProduct(scope, id, OCTOBER, { composite: { productIds: [usage.id] } })
    const updated = await updateProduct(scope, id, SEPTEMBER, {
      composite: { tags: ['edge'], excludeFreeUsage: true },
    })
    const rest = { scope: 'CONTRACT', includeCompositeSpend: false }
    expect(updated.versions.map(({ composite }) => composite)).toEqual([
      { ...rest, productIds: [], tags: ['core'], excludeFreeUsage: false },
      { ...rest, productIds: [], tags: ['edge'], excludeFreeUsage: true },
      { ...rest, productIds: [usage.id], tags: ['edge'], excludeFreeUsage: true },
    ])
    expect(updated.versions.map(({ changed }) => changed)).toEqual([
      [],
      ['composite.tags', 'composite.excludeFreeUsage'],
      ['composite.productIds'],
    ])
  })
})

describe('a composite never contains itself', () => {
  const nesting = { tags: ['core'], includeCompositeSpend: true }
  const cycle = (id: string, from: string) =>
    `composite_product_ids: product ${id} would contain itself from ${from} on`

  test('directly', async () => {
    const scope = openTestCatalog()
    const { id } = await addComposite(scope, nesting)
    const refusal = await refusalOf(updateProduct(scope, id, SEPTEMBER, { composite: { productIds: [id] } }))
    expect(refusal).toMatchObject({ kind: 'invalid', message: cycle(id, '2024-09-01T00:00:00.000Z') })
    expect((await getProduct(scope, id)).versions).toHaveLength(1)
  })

  test('through others', async () => {
    const scope = openTestCatalog()
    const a = await addComposite(scope, nesting)
    const b = await addComposite(scope, { productIds: [a.id], includeCompositeSpend: true })
    const c = await addComposite(scope, { productIds: [b.id, a.id], includeCompositeSpend: true })
    const refusal = await refusalOf(
      updateProduct(scope, a.id, SEPTEMBER, { composite: { productIds: [c.id] } }),
    )
    expect(refusal).toMatchObject({ kind: 'invalid', message: cycle(a.id, '2024-09-01T00:00:00.000Z') })
  })

  test('from the instant at which another one is to contain it', async () => {
    const scope = openTestCatalog()
    const a = await addComposite(scope, nesting)
    const b = await addComposite(scope, nesting)
    await updateProduct(scope, b.id, NOVEMBER, { composite: { productIds: [a.id] } })
    const refusal = await refusalOf(
      updateProduct(scope, a.id, SEPTEMBER, { composite: { productIds: [b.id] } }),
    )
    expect(refusal).toMatchObject({ kind: 'invalid', message: cycle(a.id, '2024-11-01T00:00:00.000Z') })
  })

  test('but may contain one that has contained it', async () => {
    const scope = openTestCatalog()
    const a = await addComposite(scope, nesting)
    const b = await addComposite(scope, { productIds: [a.id], includeCompositeSpend: true })
    await updateProduct(scope, b.id, OCTOBER, { composite: { productIds: [], tags: ['core'] } })
    const updated = await updateProduct(scope, a.id, OCTOBER, { composite: { productIds: [b.id] } })
    expect(updated.versions[1]?.composite?.productIds).toEqual([b.id])
  })

  test('and may have a tag that it is a share of', async () => {
    const scope = openTestCatalog()
    const product = await addProduct(scope, { type: 'COMPOSITE', tags: ['core'], composite: nesting })
    expect(product.versions[0]).toMatchObject({ tags: ['core'], composite: { tags: ['core'] } })
  })
})
