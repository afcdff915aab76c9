import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts'
import type { MetricDefinition } from '../src/metrics/definition.ts'
import { emitCreateView } from '../src/metrics/view.ts'
import type { BilledProduct } from '../src/invoices/billed-products.ts'
import { readQuantities } from '../src/invoices/quantities/read-quantities.ts'
import { NO_PROPERTY_COLUMNS } from '../src/invoices/testing/no-property-columns.ts'
import { segmentsOf } from '../src/rating/metered-series.ts'

const AUGUST = { from: Date.UTC(2024, 7, 1), to: Date.UTC(2024, 8, 1) }
const SUM: MetricDefinition = {
  kind: 'streaming',
  aggregation: 'SUM',
  aggregationKey: 'n',
  eventTypeFilter: { inValues: null, notInValues: null },
  propertyFilters: [],
  groupKeys: [],
}
const inSql = (text: string): MetricDefinition => ({ kind: 'sql', text })

describe('quantities up to a cut-off', () => {
  let test: TestWarehouse
  beforeAll(async () => {
    test = await openTestWarehouse()
    // The last to arrive happened first.
    const rows = [20, 15, 10].map((day, index) => ({
      transaction_id: `t${index}`,
      customer_id: 'acme',
      timestamp: `2024-08-${day} 00:00:00`,
      properties: { n: String(10 ** index) },
      accepted_sequence: index + 1,
    }))
    await test.warehouse.insert('events', rows)
  })
  afterAll(() => test.close())

  it.each([
    ['a streaming metric', 1, SUM],
    ['SQL of one aggregation', 2, inSql('SELECT sum(properties.n) AS value FROM events')],
    [
      'SQL of more',
      3,
      inSql('SELECT sum(total) AS value FROM (SELECT sum(properties.n) AS total FROM events) AS sums'),
    ],
  ] as const)('leave out what arrived after it: %s', async (_, number, definition) => {
    const metric = { id: `00000000-0000-4000-8000-00000000000${number}`, definition, afterSequence: null }
    await test.warehouse.command(emitCreateView({ ...metric, name: 'n' }, new Set()).text)
    const version = { metric, pricingGroupKey: [], presentationGroupKey: [], period: AUGUST }
    const versions = [{ ...version, sqlBreakdownGranularity: 'HOUR' }]
    const product = { id: 'p', versions } as unknown as BilledProduct
    const soFar = async (cutoff: number | undefined) => {
      const found = await readQuantities({ ...test, propertyColumns: NO_PROPERTY_COLUMNS }, [product], {
        identifiers: ['acme'],
        period: AUGUST,
        segmentStarts: [AUGUST.from],
        segmentStartsOf: () => [AUGUST.from],
        usageFilters: [],
        cutoff,
      })
      return found.get(product)?.flatMap(segmentsOf).at(-1)?.cumulative.toFixed()
    }
    expect([await soFar(1), await soFar(2), await soFar(undefined)]).toEqual(['1', '11', '111'])
  })
})
