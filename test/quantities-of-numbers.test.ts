import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BilledProduct } from '../src/invoices/billed-products.ts'
import { openBatchQuantities } from '../src/invoices/batch/batch-quantities.ts'
import type { QuantityQuestion } from '../src/invoices/quantity-question.ts'
import { readQuantities, type QuantityScope } from '../src/invoices/quantities/read-quantities.ts'
import { NO_PROPERTY_COLUMNS } from '../src/invoices/testing/no-property-columns.ts'
import type { Aggregation, MetricDefinition } from '../src/metrics/definition.ts'
import { emitCreateView } from '../src/metrics/view.ts'
import { segmentsOf, type MeteredSeries } from '../src/rating/metered-series.ts'
import type { Warehouse } from '../src/warehouse/warehouse.ts'
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts'

const AUGUST = { from: Date.UTC(2024, 7, 1), to: Date.UTC(2024, 8, 1) }
const AGGREGATIONS: readonly Aggregation[] = ['SUM', 'MAX', 'LATEST', 'COUNT']

let test: TestWarehouse
let products: BilledProduct[]
let asked: { query: string; identifiers: unknown }[]

beforeAll(async () => {
  test = await openTestWarehouse()
  await store('clean', ['1', '-2.5', '', '7'])
  await store('plain', ['1', '-2.5', 'none', '', '7'])
  await store('others', ['1', '.5', 'none', '', '1e3', '-2E-1'])
  products = await Promise.all(AGGREGATIONS.map((aggregation, number) => productOf(aggregation, number)))
})

afterAll(() => test.close())

it('reads quantities straight from the events where all numbers are written plainly', async () => {
  expect(await quantitiesOf('clean')).toEqual(['5.5', '7', '7', '4'])
  expect(asked).toEqual([{ query: 'invoices/quantities', identifiers: ['clean'] }])
})

it('reads them of the views where one may be a number that is written otherwise', async () => {
  expect(await quantitiesOf('plain')).toEqual(['5.5', '7', '7', '5'])
  expect(await quantitiesOf('others')).toEqual(['1001.3', '1000', '-0.2', '6'])
  const one = { query: 'invoices/quantities', identifiers: ['others'] }
  expect(asked).toEqual([one, one])
})

it('reads those of many customers at once, and of the views only those who need it', async () => {
  const clean = ['5.5', '7', '7', '4']
  const others = ['1001.3', '1000', '-0.2', '6']
  // A customer with two contracts asks twice.
  expect(await quantitiesTogether(['clean', 'others', 'nobody', 'clean'])).toEqual([clean, others, [], clean])
  const query = 'invoices/batch-quantities'
  expect(asked).toEqual([
    { query, identifiers: ['clean', 'others', 'nobody'] },
    { query, identifiers: ['others'] },
  ])
})

it('reads more metrics than the engine reads in one query by several', async () => {
  // Two of 150 KB each; a query has up to 100 KB, or one that is longer.
  const kinds = ['', ...Array.from({ length: 4000 }, (_, kind) => `${kind}`.padStart(36, 'kind-'))]
  const large = await Promise.all([5, 6].map((number) => productOf('SUM', number, kinds)))
  const draft = await readQuantities(openScope(), large, questionOf('clean'))
  expect(quantitiesIn(draft, large)).toEqual(['5.5', '5.5'])
  expect(asked).toHaveLength(2)
  const { quantities } = openBatchQuantities(openScope())
  const batch = await Promise.all(['clean', 'plain'].map((id) => quantities(large, questionOf(id))))
  expect(batch.map((found) => quantitiesIn(found, large))).toEqual([
    ['5.5', '5.5'],
    ['5.5', '5.5'],
  ])
})

it('reads each customer by itself where all together fail, so that one fails alone', async () => {
  const scope = openScope()
  const run: Warehouse['run'] = (query, params, fragments) =>
    query.name === 'invoices/batch-quantities' || String(params['identifiers']) === 'plain'
      ? Promise.reject(new Error('too much'))
      : scope.warehouse.run(query, params, fragments)
  const { quantities } = openBatchQuantities({ ...scope, warehouse: { ...scope.warehouse, run } })
  const ask = async (id: string) => quantitiesIn(await quantities(products, questionOf(id)))
  const [clean, plain] = await Promise.allSettled([ask('clean'), ask('plain')])
  expect(clean).toEqual({ status: 'fulfilled', value: ['5.5', '7', '7', '4'] })
  expect(plain).toEqual({ status: 'rejected', reason: new Error('too much') })
})

/** Events a day apart, of which each brings one of the texts. */
async function store(customerId: string, texts: readonly string[]): Promise<void> {
  const rows = texts.map((n, index) => ({
    transaction_id: `${customerId} ${index}`,
    customer_id: customerId,
    timestamp: `2024-08-0${index + 1} 00:00:00`,
    properties: { n },
    accepted_sequence: index + 1,
  }))
  await test.warehouse.insert('events', rows)
}

/** @param kinds the event types that it counts; null for all. */
async function productOf(
  aggregation: Aggregation,
  number: number,
  kinds: readonly string[] | null = null,
): Promise<BilledProduct> {
  const definition: MetricDefinition = {
    kind: 'streaming',
    aggregation,
    aggregationKey: aggregation === 'COUNT' ? null : 'n',
    eventTypeFilter: { inValues: kinds, notInValues: null },
    propertyFilters: [],
    groupKeys: [],
  }
  const metric = { id: `00000000-0000-4000-8000-00000000000${number}`, definition, afterSequence: null }
  await test.warehouse.command(emitCreateView({ ...metric, name: aggregation }, new Set()).text)
  const version = { metric, pricingGroupKey: [], presentationGroupKey: [], period: AUGUST }
  return { id: aggregation, versions: [version] } as unknown as BilledProduct
}

/** Of each aggregation in turn. */
async function quantitiesOf(customerId: string): Promise<string[]> {
  return quantitiesIn(await readQuantities(openScope(), products, questionOf(customerId)))
}

async function quantitiesTogether(customerIds: readonly string[]): Promise<string[][]> {
  const { quantities } = openBatchQuantities(openScope())
  const found = await Promise.all(customerIds.map((id) => quantities(products, questionOf(id))))
  return found.map((one) => quantitiesIn(one))
}

/** A scope that notes what is asked of the warehouse. */
function openScope(): QuantityScope {
  asked = []
  const run: Warehouse['run'] = (query, params, fragments) => {
    asked.push({ query: query.name, identifiers: params['identifiers'] })
    return test.warehouse.run(query, params, fragments)
  }
  return { warehouse: { ...test.warehouse, run }, propertyColumns: NO_PROPERTY_COLUMNS }
}

function questionOf(customerId: string): QuantityQuestion {
  const segmentStarts = [AUGUST.from]
  return {
    identifiers: [customerId],
    period: AUGUST,
    segmentStarts,
    segmentStartsOf: () => segmentStarts,
    usageFilters: [],
  }
}

function quantitiesIn(
  found: ReadonlyMap<BilledProduct, readonly MeteredSeries[]>,
  of: readonly BilledProduct[] = products,
): string[] {
  return of.flatMap(
    (product) =>
      found
        .get(product)
        ?.flatMap(segmentsOf)
        .map(({ cumulative }) => cumulative.toFixed()) ?? [],
  )
}
