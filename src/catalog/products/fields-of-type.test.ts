import { expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import type { ProductType } from '../tables.ts'
import { addProduct } from '../testing/fixtures.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import type { ProductChanges } from './changes.ts'
import { createProduct } from './create.ts'
import { updateProduct } from './update.ts'

const USAGE_FIELDS: [name: string, changes: ProductChanges][] = [
  ['billable_metric_id', { billableMetricId: 'some-metric' }],
  [
    'quantity_conversion',
    { quantityConversion: { factor: new Decimal(2), operation: 'DIVIDE', name: null } },
  ],
  ['quantity_rounding', { quantityRounding: { method: 'ROUND_UP', decimalPlaces: 0 } }],
  ['pricing_group_key', { pricingGroupKey: ['region'] }],
  ['presentation_group_key', { presentationGroupKey: ['region'] }],
  ['sql_breakdown_granularity', { sqlBreakdownGranularity: 'HOUR' }],
]

const COMPOSITE_FIELDS: [name: string, changes: ProductChanges][] = [
  ['composite_product_ids', { composite: { productIds: ['some-product'] } }],
  ['composite_tags', { composite: { tags: ['core'] } }],
  ['composite_scope', { composite: { scope: 'CUSTOMER' } }],
  ['exclude_free_usage', { composite: { excludeFreeUsage: false } }],
  ['include_composite_spend', { composite: { includeCompositeSpend: false } }],
]

const OVERAGE_ITEM: [name: string, changes: ProductChanges] = [
  'netsuite_overage_item_id',
  { netsuiteOverageItemId: 'item-1' },
]

const foreign: [type: ProductType, name: string, types: string, changes: ProductChanges][] = [
  ...(['FIXED', 'SUBSCRIPTION', 'PRO_SERVICE', 'COMPOSITE'] as const).flatMap((type) =>
    USAGE_FIELDS.map(([name, changes]) => [type, name, 'USAGE', changes] as const),
  ),
  ...(['FIXED', 'SUBSCRIPTION', 'PRO_SERVICE', 'USAGE'] as const).flatMap((type) =>
    COMPOSITE_FIELDS.map(([name, changes]) => [type, name, 'COMPOSITE', changes] as const),
  ),
  ...(['FIXED', 'SUBSCRIPTION', 'PRO_SERVICE'] as const).map(
    (type) => [type, OVERAGE_ITEM[0], 'USAGE or COMPOSITE', OVERAGE_ITEM[1]] as const,
  ),
].map((row) => [...row])

test.each(foreign)('a product of type %s is refused with %s', async (type, name, types, changes) => {
  const input = { type, name: 'Onboarding', customFields: {}, ...changes }
  const refusal = await refusalOf(createProduct(openTestCatalog(), input))
  expect(refusal).toMatchObject({
    kind: 'invalid',
    message: `${name}: only products of type ${types} have it, and this is ${type}`,
  })
})

test('an update that gives a product a field that its type has not, or takes it away, is refused', async () => {
  const scope = openTestCatalog()
  const { id } = await addProduct(scope, { type: 'FIXED' })
  const update = (changes: ProductChanges) =>
    refusalOf(updateProduct(scope, id, at('2024-09-01T00:00:00Z'), changes))
  const message = 'quantity_rounding: only products of type USAGE have it, and this is FIXED'
  expect(await update({ quantityRounding: { method: 'ROUND_UP', decimalPlaces: 0 } })).toMatchObject({
    message,
  })
  expect(await update({ quantityRounding: null })).toMatchObject({ message })
})
