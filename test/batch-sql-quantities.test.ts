import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openBatchQuantities } from '../src/invoices/batch/batch-quantities.ts'
import { readQuantities } from '../src/invoices/quantities/read-quantities.ts'
import { Problem } from '../src/kernel/errors.ts'
import { openEngine } from '../src/warehouse/engine.ts'
import { migrateWarehouse } from '../src/warehouse/migrate.ts'
import { QUERY_LIMITS } from '../src/warehouse/query-limits.ts'
import type { Warehouse } from '../src/warehouse/warehouse.ts'
import { questionOf, rowsOf, sqlProduct } from './support/sql-products.ts'
import { NO_PROPERTY_COLUMNS } from '../src/invoices/testing/no-property-columns.ts'

const AUGUST = { from: Date.UTC(2024, 7, 1), to: Date.UTC(2024, 8, 1) }
/** Three hours, and the rest of the month. */
const FOUR_SEGMENTS = [0, 1, 2, 3].map((hour) => AUGUST.from + hour * 3_600_000)
const SUM = 'SELECT sum(properties.n) AS value FROM events'
const FIVE_MORE = 'SELECT 5 + sum(n) AS value FROM (SELECT count(*) AS n FROM events) AS counted'

/** Customers 0 to 7 have an event at the start of each of the first three hours; `huge` has two whose sum has too many digits,
 * `late` one in the third. */
describe('the quantities of SQL metrics of many customers', () => {
  const path = mkdtempSync(`${tmpdir()}/meterhouse-batch-`)
  // Three customers' hours are 9 rows, four customers' are too many.
  const engine = openEngine({ path }, { ...QUERY_LIMITS, resultRowsMax: 10 })
  let warehouse: Warehouse
  let asked: string[] = []

  beforeAll(async () => {
    const opened = await engine.openDatabase('meterhouse_test')
    await migrateWarehouse(opened)
    const events = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((customer) =>
      [0, 1, 2].map((hour) => ({ customer: `customer ${customer}`, hour, n: String(10 ** hour) })),
    )
    const huge = [0, 1].map((hour) => ({ customer: 'huge', hour, n: '6e37' }))
    const late = { customer: 'late', hour: 2, n: '1' }
    await opened.insert(
      'events',
      [...events, ...huge, late].map(({ customer, hour, n }, index) => ({
        transaction_id: `t${index}`,
        customer_id: customer,
        timestamp: `2024-08-01 0${hour}:00:00`,
        properties: { n },
        accepted_sequence: index + 1,
      })),
    )
    warehouse = {
      ...opened,
      run: (query, params, fragments) => {
        asked.push(query.name)
        return opened.run(query, params, fragments)
      },
      runLimited: (query, params, fragments) => {
        asked.push(query.name)
        return opened.runLimited(query, params, fragments)
      },
    }
  })
  beforeEach(() => {
    asked = []
  })
  afterAll(async () => {
    await warehouse.close()
    rmSync(path, { recursive: true, force: true })
  })

  /** What each customer used of one product, or why it cannot be said. */
  async function together(customers: readonly string[], text: string, starts?: readonly number[]) {
    const { quantities } = openBatchQuantities({ warehouse, propertyColumns: NO_PROPERTY_COLUMNS })
    return Promise.all(
      customers.map(async (customer) => {
        const products = [sqlProduct('m', text)]
        try {
          const found = await quantities(products, questionOf(customer, AUGUST, starts))
          return rowsOf(products, found)[0]?.map(({ cumulative }) => cumulative)
        } catch (error) {
          if (error instanceof Problem) return error.message
          throw error
        }
      }),
    )
  }

  it('are read by two queries for two customers and for three, one of whom has no events', async () => {
    const two = ['customer 0', 'customer 1']
    const byHour = ['1', '11', '111']
    expect(await together(two, SUM)).toEqual([byHour, byHour])
    const queriesOfTwo = asked.splice(0)
    expect(queriesOfTwo).toEqual(['invoices/batch-activity', 'invoices/batch-sql-quantities'])
    expect(await together([...two, 'customer 2', 'nobody'], SUM)).toEqual([byHour, byHour, byHour, []])
    expect(asked).toEqual(queriesOfTwo)
  })

  it('are nothing without events, even where the metric makes something of nothing', async () => {
    // 5 and the three events.
    expect(await together(['customer 0', 'nobody'], FIVE_MORE)).toEqual([['8'], []])
  })

  it('are divided where all customers together have too many rows', async () => {
    const eight = [0, 1, 2, 3, 4, 5, 6, 7].map((customer) => `customer ${customer}`)
    expect(await together(eight, SUM)).toEqual(eight.map(() => ['1', '11', '111']))
    // 24 rows, 12 rows twice, and 6 rows four times.
    expect(asked.filter((name) => name === 'invoices/batch-sql-quantities')).toHaveLength(1 + 2 + 4)
    expect(asked).not.toContain('invoices/sql-quantities')
  })

  it('fail for the customer alone whose metric fails, with what it says of the customer by itself', async () => {
    const [first, huge, last] = await together(['customer 0', 'huge', 'customer 1'], SUM)
    expect([first, last]).toEqual([
      ['1', '11', '111'],
      ['1', '11', '111'],
    ])
    const alone = readQuantities(
      { warehouse, propertyColumns: NO_PROPERTY_COLUMNS },
      [sqlProduct('m', SUM)],
      questionOf('huge', AUGUST),
    )
    await expect(alone).rejects.toThrow(
      'billable metric m (M): its SQL, over the events of customer huge, computes a number that is too large',
    )
    expect(huge).toBe(await alone.catch((error: Error) => error.message))
  })

  it('of more than one aggregation are read to the end of each hour by one query, for one customer too', async () => {
    // An event at the start of each of the first three hours, none in the last segment: 5 and 1, 2, 3 and 3 of them.
    const [first, late] = await together(['customer 0', 'late', 'nobody'], FIVE_MORE, FOUR_SEGMENTS)
    expect(first).toEqual(['6', '7', '8', '8'])
    // No row before its first event, in the third segment.
    expect(late).toEqual(['6', '6'])
    expect(asked.splice(0)).toEqual(['invoices/batch-activity', 'invoices/batch-sql-quantities'])
    const products = [sqlProduct('m', FIVE_MORE)]
    const alone = await readQuantities(
      { warehouse, propertyColumns: NO_PROPERTY_COLUMNS },
      products,
      questionOf('customer 0', AUGUST, FOUR_SEGMENTS),
    )
    expect(rowsOf(products, alone)[0]?.map(({ cumulative }) => cumulative)).toEqual(['6', '7', '8', '8'])
    expect(asked).toEqual(['invoices/sql-quantities'])
  })

  it('take back what a group had that is no more, group by group, as for one customer', async () => {
    const text = 'SELECT n AS level, 2 AS value FROM (SELECT latest(properties.n) AS n FROM events) AS last'
    const ask = () => {
      const products = [sqlProduct('m', text, { groupKey: ['level'] })]
      return { products, question: questionOf('customer 0', AUGUST, FOUR_SEGMENTS) }
    }
    const [one, other] = [ask(), ask()]
    const { quantities } = openBatchQuantities({ warehouse, propertyColumns: NO_PROPERTY_COLUMNS })
    const rows = rowsOf(one.products, await quantities(one.products, one.question))[0]
    // The latest is 1, then 10, then 100 in the last two segments.
    expect(rows?.map(({ groups, cumulative }) => `${groups[0]}: ${cumulative}`)).toEqual([
      '1: 2',
      '1: 0',
      '1: 0',
      '1: 0',
      '10: 2',
      '10: 0',
      '10: 0',
      '100: 2',
      '100: 2',
    ])
    const alone = await readQuantities(
      { warehouse, propertyColumns: NO_PROPERTY_COLUMNS },
      other.products,
      other.question,
    )
    expect(rows).toEqual(rowsOf(other.products, alone)[0])
  })
})
