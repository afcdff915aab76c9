import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBatchQuantities } from '../src/invoices/batch/batch-quantities.ts'
import { readQuantities } from '../src/invoices/quantities/read-quantities.ts'
import { NO_PROPERTY_COLUMNS } from '../src/invoices/testing/no-property-columns.ts'
import { HOUR_MS, warehouseInstant } from '../src/kernel/instant.ts'
import { openEngine } from '../src/warehouse/engine.ts'
import { migrateWarehouse } from '../src/warehouse/migrate.ts'
import { QUERY_LIMITS } from '../src/warehouse/query-limits.ts'
import type { Warehouse } from '../src/warehouse/warehouse.ts'
import { questionOf, rowsOf, sqlProduct } from './support/sql-products.ts'

const YEAR = { from: Date.UTC(2024, 7, 1), to: Date.UTC(2025, 7, 1) }
const DAYS = 365
const HOURS = Array.from({ length: DAYS * 24 }, (_, hour) => YEAR.from + hour * HOUR_MS)

// Two queries deep, so that the hours are not told apart by one aggregation.
const DAILY_MAXIMA = `SELECT sum(high) AS value, region FROM (
  SELECT date_trunc('day', timestamp) AS day, properties.region AS region, max(properties.n) AS high FROM events
  GROUP BY day, region
) GROUP BY region`

/** One event a day, at midnight, in three regions in turn: by an hour, so many days as the region has had. */
const EXPECTED = ['r0', 'r1', 'r2'].flatMap((region, first) =>
  HOURS.slice(first * 24).map((segmentStart, hour) => ({
    version: 0,
    groups: [region],
    segmentStart,
    cumulative: String(Math.floor(hour / 72) + 1),
    mayFall: true,
  })),
)

describe('the hours of a year of an SQL metric of several layers, by group', () => {
  const path = mkdtempSync(`${tmpdir()}/meterhouse-year-`)
  // Three regions' hours are more rows, and all of them at once take several times as much memory.
  const limits = { ...QUERY_LIMITS, resultRowsMax: 10_000, memoryBytesMax: 250 * 1024 ** 2 }
  const engine = openEngine({ path }, limits)
  let warehouse: Warehouse

  beforeAll(async () => {
    warehouse = await engine.openDatabase('meterhouse_test')
    await migrateWarehouse(warehouse)
    await warehouse.insert(
      'events',
      Array.from({ length: DAYS }, (_, day) => ({
        transaction_id: `t${day}`,
        customer_id: 'acme',
        timestamp: warehouseInstant(YEAR.from + day * 24 * HOUR_MS),
        properties: { n: '1', region: `r${day % 3}` },
        accepted_sequence: day + 1,
      })),
    )
    await warehouse.insert(
      'events',
      Array.from({ length: 5000 }, (_, index) => ({
        transaction_id: `burst${index}`,
        customer_id: 'burst',
        timestamp: warehouseInstant(YEAR.from + index),
        properties: { n: '1', region: 'r0' },
        accepted_sequence: DAYS + index + 1,
      })),
    )
  })
  afterAll(async () => {
    await warehouse.close()
    rmSync(path, { recursive: true, force: true })
  })

  const ask = (metrics: readonly string[], customer = 'acme', hours = HOURS) => ({
    products: metrics.map((id) => sqlProduct(id, DAILY_MAXIMA, { groupKey: ['region'] })),
    question: questionOf(customer, YEAR, hours),
  })

  it(
    'are read within the limits by queries of a thousand hours, for one customer',
    { timeout: 60_000 },
    async () => {
      const { products, question } = ask(['a', 'b'])
      const found = await readQuantities(
        { warehouse, propertyColumns: NO_PROPERTY_COLUMNS },
        products,
        question,
      )
      expect(rowsOf(products, found)).toEqual([EXPECTED, EXPECTED])
    },
  )

  it('take no memory for each event in each hour', { timeout: 60_000 }, async () => {
    // 5,000 events count in 744 segments each: 3,720,000 rows, of one region and day.
    const { products, question } = ask(['a'], 'burst', HOURS.slice(0, 744))
    const found = await readQuantities(
      { warehouse, propertyColumns: NO_PROPERTY_COLUMNS },
      products,
      question,
    )
    expect(rowsOf(products, found)[0]?.map(({ cumulative }) => cumulative)).toEqual(Array(744).fill('1'))
  })

  it('are the same in a batch', { timeout: 60_000 }, async () => {
    const { products, question } = ask(['a'])
    const { quantities } = openBatchQuantities({ warehouse, propertyColumns: NO_PROPERTY_COLUMNS })
    expect(rowsOf(products, await quantities(products, question))).toEqual([EXPECTED])
  })
})
