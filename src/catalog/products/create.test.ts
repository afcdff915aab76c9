import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import type { ProductType } from '../tables.ts'
import { addMetric, addProduct, newProduct } from '../testing/fixtures.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { createProduct } from './create.ts'
import { getProduct } from './get.ts'

test('a product comes back as it was made', async () => {
  const scope = openTestCatalog()
  const metricId = await addMetric(scope, [['region'], ['region', 'model', 'user']])
  const state = {
    name: 'Storage',
    tags: ['core', 'storage'],
    isRefundable: false,
    billableMetricId: metricId,
    quantityConversion: {
      factor: new Decimal('1073741824.000000000000000001'),
      operation: 'DIVIDE',
      name: 'GB',
    },
    quantityRounding: { method: 'ROUND_UP', decimalPlaces: 2 },
    pricingGroupKey: ['region', 'model'],
    presentationGroupKey: ['user'],
    sqlBreakdownGranularity: 'SERVICE_PERIOD',
    netsuiteInternalItemId: 'item-1',
    netsuiteOverageItemId: 'item-2',
  } as const
  const product = await createProduct(scope, newProduct(metricId, { ...state, customFields: { erp: '17' } }))
  const [version] = product.versions
  expect(product).toEqual({
    seq: 1,
    id: product.id,
    type: 'USAGE',
    customFields: { erp: '17' },
    archivedAt: null,
    versions: [
      { ...state, composite: null, startingAt: null, changed: [], createdAt: at('2024-08-15T12:00:00Z') },
    ],
  })
  expect(version.quantityConversion?.factor.toFixed()).toBe('1073741824.000000000000000001')
  expect(await getProduct(scope, product.id)).toEqual(product)
})

test('what is left out has the value of a plain product', async () => {
  const scope = openTestCatalog()
  const metricId = await addMetric(scope)
  const product = await createProduct(scope, newProduct(metricId))
  expect(product.versions).toEqual([
    {
      name: 'API requests',
      tags: [],
      isRefundable: true,
      billableMetricId: metricId,
      quantityConversion: null,
      quantityRounding: null,
      pricingGroupKey: [],
      presentationGroupKey: [],
      sqlBreakdownGranularity: 'HOUR',
      netsuiteInternalItemId: null,
      netsuiteOverageItemId: null,
      composite: null,
      startingAt: null,
      changed: [],
      createdAt: at('2024-08-15T12:00:00Z'),
    },
  ])
})

test.each<[type: ProductType]>([['FIXED'], ['SUBSCRIPTION'], ['PRO_SERVICE']])(
  'a product of type %s needs no more than a name',
  async (type) => {
    const scope = openTestCatalog()
    const product = await createProduct(scope, { type, name: 'Onboarding', customFields: {} })
    expect(product).toMatchObject({ type, versions: [{ name: 'Onboarding', billableMetricId: null }] })
    expect(await getProduct(scope, product.id)).toEqual(product)
  },
)

test('a conversion without a name has none', async () => {
  const conversion = { factor: new Decimal('0.001'), operation: 'MULTIPLY', name: null } as const
  const product = await addProduct(openTestCatalog(), { quantityConversion: conversion })
  expect(product.versions[0].quantityConversion).toEqual(conversion)
})

test('several products can bill one metric', async () => {
  const scope = openTestCatalog()
  const metricId = await addMetric(scope)
  const first = await createProduct(scope, newProduct(metricId))
  const second = await createProduct(scope, newProduct(metricId))
  expect(second.id).not.toBe(first.id)
  expect(second.versions[0].billableMetricId).toBe(first.versions[0].billableMetricId)
})

describe('a product is refused', () => {
  test('where its metric does not exist', async () => {
    const refusal = await refusalOf(createProduct(openTestCatalog(), newProduct('nothing')))
    expect(refusal.kind).toBe('not_found')
    expect(refusal.message).toBe('billable_metric_id: billable metric nothing was not found')
  })

  test('where it is of type USAGE and has no metric', async () => {
    const nameless = { type: 'USAGE', name: 'API requests', customFields: {} } as const
    const refusal = await refusalOf(createProduct(openTestCatalog(), nameless))
    expect(refusal).toMatchObject({
      kind: 'invalid',
      message: 'billable_metric_id: a product of type USAGE needs one',
    })
  })

  test('where its metric is archived', async () => {
    const scope = openTestCatalog()
    const metricId = await addMetric(scope, [], scope.clock.now())
    const refusal = await refusalOf(createProduct(scope, newProduct(metricId)))
    expect(refusal.kind).toBe('invalid')
    expect(refusal.message).toBe(`billable_metric_id: billable metric ${metricId} is archived`)
  })

  test.each<[factor: string]>([['1e38'], ['0.000000000000000000001'], ['1e999999999'], ['1e-999999999']])(
    'where its conversion factor is %s',
    async (factor) => {
      const scope = openTestCatalog()
      const conversion = { factor: new Decimal(factor), operation: 'MULTIPLY', name: null } as const
      const refusal = await refusalOf(addProduct(scope, { quantityConversion: conversion }))
      expect(refusal.kind).toBe('invalid')
      expect(refusal.message).toMatch(/^quantity_conversion\.conversion_factor: /)
    },
  )

  test('and then nothing of it is there', async () => {
    const { file, ...scope } = openTestCatalog()
    const metricId = await addMetric(scope)
    await refusalOf(createProduct(scope, newProduct(metricId, { pricingGroupKey: ['region'] })))
    expect(file.prepare('SELECT * FROM products').all()).toEqual([])
    expect(file.prepare('SELECT * FROM product_versions').all()).toEqual([])
  })
})

describe('group keys', () => {
  const metricKeys = [['region'], ['region', 'model', 'user'], ['tier']]

  test.each<[pricing: string[], presentation: string[]]>([
    [[], []],
    [['region'], []],
    [['model'], []],
    [[], ['user']],
    [['user', 'region'], ['model']],
    [['tier'], []],
  ])(
    'priced by %j and shown by %j are within one key of the metric',
    async (pricingGroupKey, presentationGroupKey) => {
      const scope = openTestCatalog()
      const keys = { pricingGroupKey, presentationGroupKey }
      const product = await createProduct(scope, newProduct(await addMetric(scope, metricKeys), keys))
      expect(product.versions).toMatchObject([keys])
    },
  )

  test.each<[pricing: string[], presentation: string[], message: string]>([
    [['zone'], [], 'pricing_group_key: the billable metric has no group key that holds all of [zone]'],
    [[], ['zone'], 'presentation_group_key: the billable metric has no group key that holds all of [zone]'],
    [
      ['region'],
      ['tier'],
      'pricing_group_key: the billable metric has no group key that holds all of [region, tier]',
    ],
    [
      ['region', 'tier'],
      [],
      'pricing_group_key: the billable metric has no group key that holds all of [region, tier]',
    ],
    [['region', 'region'], [], 'pricing_group_key: "region" is named twice'],
    [[], ['user', 'model', 'user'], 'presentation_group_key: "user" is named twice'],
    [['region', 'model'], ['user', 'model'], 'presentation_group_key: "model" is in pricing_group_key too'],
  ])('priced by %j and shown by %j are refused', async (pricingGroupKey, presentationGroupKey, message) => {
    const scope = openTestCatalog()
    const keys = { pricingGroupKey, presentationGroupKey }
    const metricId = await addMetric(scope, metricKeys)
    const refusal = await refusalOf(createProduct(scope, newProduct(metricId, keys)))
    expect(refusal).toMatchObject({ kind: 'invalid', message })
  })
})
