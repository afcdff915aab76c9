import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { addMetric, addProduct, newProduct } from '../testing/fixtures.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { createProduct } from './create.ts'
import { getProduct } from './get.ts'

test('a product comes back as it was made', async () => {
  const scope = openTestCatalog()
  const metricId = await addMetric(scope, [['region'], ['region', 'model', 'user']])
  const input = newProduct(metricId, {
    name: 'Storage',
    tags: ['core', 'storage'],
    customFields: { erp: '17' },
    quantityConversion: {
      factor: new Decimal('1073741824.000000000000000001'),
      operation: 'DIVIDE',
      name: 'GB',
    },
    quantityRounding: { method: 'ROUND_UP', decimalPlaces: 2 },
    pricingGroupKey: ['region', 'model'],
    presentationGroupKey: ['user'],
  })
  const product = await createProduct(scope, input)
  expect(product).toEqual({
    ...input,
    seq: 1,
    id: product.id,
    createdAt: at('2024-08-15T12:00:00Z'),
    archivedAt: null,
  })
  expect(product.quantityConversion?.factor.toFixed()).toBe('1073741824.000000000000000001')
  expect(await getProduct(scope, product.id)).toEqual(product)
})

test('a conversion without a name has none', async () => {
  const conversion = { factor: new Decimal('0.001'), operation: 'MULTIPLY', name: null } as const
  const product = await addProduct(openTestCatalog(), { quantityConversion: conversion })
  expect(product.quantityConversion).toEqual(conversion)
})

test('several products can bill one metric', async () => {
  const scope = openTestCatalog()
  const metricId = await addMetric(scope)
  const first = await createProduct(scope, newProduct(metricId))
  const second = await createProduct(scope, newProduct(metricId))
  expect(second.id).not.toBe(first.id)
  expect(second.billableMetricId).toBe(first.billableMetricId)
})

describe('a product is refused', () => {
  test('where its metric does not exist', async () => {
    const refusal = await refusalOf(createProduct(openTestCatalog(), newProduct('nothing')))
    expect(refusal.kind).toBe('not_found')
    expect(refusal.message).toBe('billable_metric_id: billable metric nothing was not found')
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
      expect(product).toMatchObject(keys)
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
