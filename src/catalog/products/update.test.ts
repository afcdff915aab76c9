import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { addMetric, addProduct, newProduct } from '../testing/fixtures.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { archiveProduct } from './archive.ts'
import { createProduct } from './create.ts'
import { getProduct } from './get.ts'
import { productAt } from './rows.ts'
import { updateProduct } from './update.ts'

const JULY = at('2024-07-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')
const OCTOBER = at('2024-10-01T00:00:00Z')

test('an update holds from its start on, and what it does not name stays', async () => {
  const scope = openTestCatalog()
  const { id } = await addProduct(scope, { name: 'Storage', tags: ['core'] })
  scope.setNow(at('2024-08-20T09:30:00Z'))
  const updated = await updateProduct(scope, id, SEPTEMBER, { name: 'Object storage', isRefundable: false })
  expect(await getProduct(scope, id)).toEqual(updated)
  expect(productAt(updated, SEPTEMBER - 1)).toMatchObject({ name: 'Storage', isRefundable: true })
  expect(productAt(updated, SEPTEMBER)).toEqual({
    ...updated.versions[0],
    name: 'Object storage',
    isRefundable: false,
    startingAt: SEPTEMBER,
    changed: ['name', 'isRefundable'],
    createdAt: at('2024-08-20T09:30:00Z'),
  })
})

test('an update may start in the past, before the product was made', async () => {
  const scope = openTestCatalog()
  const { id } = await addProduct(scope, { name: 'Storage' })
  const updated = await updateProduct(scope, id, JULY, { name: 'Object storage' })
  expect(productAt(updated, JULY - 1).name).toBe('Storage')
  expect(productAt(updated, scope.clock.now()).name).toBe('Object storage')
})

test('an update before another one reaches into it, where that did not say otherwise', async () => {
  const scope = openTestCatalog()
  const { id } = await addProduct(scope, { name: 'Storage', tags: ['core'] })
  await updateProduct(scope, id, OCTOBER, { name: 'Disk' })
  const updated = await updateProduct(scope, id, SEPTEMBER, { name: 'Object storage', tags: ['cloud'] })
  expect(updated.versions.map(({ name, tags }) => [name, tags])).toEqual([
    ['Storage', ['core']],
    ['Object storage', ['cloud']],
    ['Disk', ['cloud']],
  ])
})

test('of two updates from one instant the later made holds, with what only the earlier one named', async () => {
  const scope = openTestCatalog()
  const { id } = await addProduct(scope)
  await updateProduct(scope, id, SEPTEMBER, { name: 'Storage', tags: ['core'] })
  const updated = await updateProduct(scope, id, SEPTEMBER, { name: 'Disk' })
  expect(productAt(updated, SEPTEMBER)).toMatchObject({ name: 'Disk', tags: ['core'] })
})

test('null takes a conversion and a rounding away', async () => {
  const scope = openTestCatalog()
  const { id } = await addProduct(scope, {
    quantityConversion: { factor: new Decimal(1024), operation: 'DIVIDE', name: 'KiB' },
    quantityRounding: { method: 'ROUND_UP', decimalPlaces: 0 },
  })
  const unrounded = await updateProduct(scope, id, SEPTEMBER, { quantityRounding: null })
  expect(unrounded.versions[1]).toMatchObject({
    quantityConversion: { factor: new Decimal(1024) },
    quantityRounding: null,
  })
  const plain = await updateProduct(scope, id, OCTOBER, { quantityConversion: null })
  expect(plain.versions[2]).toMatchObject({ quantityConversion: null, quantityRounding: null })
})

test('a product can go over to another metric, and then takes the group keys of that one', async () => {
  const scope = openTestCatalog()
  const byRegion = await addMetric(scope, [['region']])
  const byModel = await addMetric(scope, [['model']])
  const { id } = await createProduct(scope, newProduct(byRegion, { pricingGroupKey: ['region'] }))
  const updated = await updateProduct(scope, id, SEPTEMBER, {
    billableMetricId: byModel,
    pricingGroupKey: ['model'],
  })
  expect(updated.versions.map((version) => [version.billableMetricId, version.pricingGroupKey])).toEqual([
    [byRegion, ['region']],
    [byModel, ['model']],
  ])
})

test('a product whose metric is archived can still be renamed', async () => {
  const { file, ...scope } = openTestCatalog()
  const { id } = await addProduct(scope)
  file.exec('UPDATE billable_metrics SET archived_at = 0')
  const updated = await updateProduct(scope, id, SEPTEMBER, { name: 'Storage' })
  expect(updated.versions[1]?.name).toBe('Storage')
})

describe('an update is refused', () => {
  test('where there is no such product', async () => {
    const refusal = await refusalOf(updateProduct(openTestCatalog(), 'nothing', SEPTEMBER, {}))
    expect(refusal).toMatchObject({ kind: 'not_found', message: 'product nothing was not found' })
  })

  test('where the product is archived', async () => {
    const scope = openTestCatalog()
    const { id } = await addProduct(scope)
    await archiveProduct(scope, id)
    const refusal = await refusalOf(updateProduct(scope, id, SEPTEMBER, { name: 'Storage' }))
    expect(refusal).toMatchObject({ kind: 'invalid', message: `product_id: product ${id} is archived` })
  })

  test('where the new metric does not exist or is archived', async () => {
    const scope = openTestCatalog()
    const { id } = await addProduct(scope)
    const archived = await addMetric(scope, [], scope.clock.now())
    const update = (billableMetricId: string) =>
      refusalOf(updateProduct(scope, id, SEPTEMBER, { billableMetricId }))
    expect(await update('nothing')).toMatchObject({
      kind: 'not_found',
      message: 'billable_metric_id: billable metric nothing was not found',
    })
    expect(await update(archived)).toMatchObject({
      kind: 'invalid',
      message: `billable_metric_id: billable metric ${archived} is archived`,
    })
  })

  test('where the conversion factor is too large', async () => {
    const scope = openTestCatalog()
    const { id } = await addProduct(scope)
    const quantityConversion = { factor: new Decimal('1e38'), operation: 'MULTIPLY', name: null } as const
    const refusal = await refusalOf(updateProduct(scope, id, SEPTEMBER, { quantityConversion }))
    expect(refusal.message).toMatch(/^quantity_conversion\.conversion_factor: /)
  })

  test('where the metric has no such group key, and then nothing of it is there', async () => {
    const scope = openTestCatalog()
    const { id } = await addProduct(scope)
    const refusal = await refusalOf(
      updateProduct(scope, id, SEPTEMBER, { name: 'Storage', pricingGroupKey: ['zone'] }),
    )
    expect(refusal).toMatchObject({
      kind: 'invalid',
      message: 'pricing_group_key: the billable metric has no group key that holds all of [zone]',
    })
    expect((await getProduct(scope, id)).versions).toHaveLength(1)
  })

  test('where a later version would no longer be right, which it names', async () => {
    const scope = openTestCatalog()
    const byRegion = await addMetric(scope, [['region']])
    const plain = await addMetric(scope)
    const { id } = await createProduct(scope, newProduct(byRegion))
    await updateProduct(scope, id, OCTOBER, { pricingGroupKey: ['region'] })
    const refusal = await refusalOf(updateProduct(scope, id, SEPTEMBER, { billableMetricId: plain }))
    expect(refusal).toMatchObject({
      kind: 'invalid',
      message:
        'pricing_group_key: the billable metric has no group key that holds all of [region], ' +
        'in the version that starts at 2024-10-01T00:00:00.000Z',
    })
    expect((await getProduct(scope, id)).versions).toHaveLength(2)
  })
})
