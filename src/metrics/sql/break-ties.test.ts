import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openMetricWarehouse, type MetricWarehouse } from './testing/metric-warehouse.ts'

// Two at ten and two at eleven; the events of type a, which have the greater ids, are stored first.
const events = [
  ['t1', 'b', '2024-08-07 10:00:00', { v: '1' }],
  ['t2', 'a', '2024-08-07 10:00:00', { v: '2' }],
  ['t3', 'b', '2024-08-07 11:00:00', { v: '10' }],
  ['t4', 'a', '2024-08-07 11:00:00', { v: '20' }],
] as const

describe('of events at one time', () => {
  let warehouse: MetricWarehouse

  beforeAll(async () => {
    warehouse = await openMetricWarehouse(events)
  })
  afterAll(() => warehouse.close())

  it.each<[call: string, resultOfEach: string[]]>([
    ['last_value(properties.v) OVER (ORDER BY timestamp)', ['2', '2', '20', '20']],
    ['last_value(properties.v) OVER (ORDER BY timestamp DESC)', ['2', '2', '20', '20']],
    ['last_value(properties.v) OVER ()', ['20', '20', '20', '20']],
    ['last_value(properties.v) OVER (PARTITION BY event_type ORDER BY timestamp)', ['1', '2', '10', '20']],
    [
      'last_value(properties.v) OVER (ORDER BY timestamp RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)',
      ['20', '20', '20', '20'],
    ],
    [
      'first_value(properties.v) OVER (ORDER BY timestamp RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)',
      ['1', '1', '10', '10'],
    ],
    [
      'last_value(properties.v) OVER (ORDER BY timestamp ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING)',
      ['2', '10', '20', '20'],
    ],
    [
      'sum(properties.v) OVER (ORDER BY timestamp ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)',
      ['1', '3', '13', '33'],
    ],
    // t3, t4, t1, t2
    ['sum(properties.v) OVER (ORDER BY timestamp DESC ROWS 1 PRECEDING)', ['21', '3', '10', '30']],
    ['max(properties.v) OVER (ROWS 1 PRECEDING)', ['1', '2', '10', '20']],
    ['count(*) OVER (ORDER BY timestamp)', ['2', '2', '4', '4']], // all that are level count
  ])('the transaction ids decide in %s', async (call, resultOfEach) => {
    const rows = await warehouse.rows(
      `SELECT transaction_id, ${call} AS result, 1 AS value FROM events ORDER BY 1`,
    )
    expect(rows.map(([, result]) => result)).toEqual(resultOfEach)
  })

  it('the groups decide where a query groups', async () => {
    // At ten a has 2 and b has 1, at eleven 20 and 10: b is last.
    const rows = await warehouse.rows(
      'SELECT last_value(sum(properties.v)) OVER (ORDER BY timestamp) AS value FROM events GROUP BY event_type, timestamp ORDER BY 1',
    )
    expect(rows.flat()).toEqual(['1', '1', '10', '10'])
  })

  it.each([
    ['earliest(v)', 'SELECT properties.v AS v, timestamp FROM events', '1'],
    ['latest(v)', 'SELECT 0 - properties.v AS v, timestamp FROM events', '-10'],
    // With an id, but twice: t4's number 2 is the greater.
    [
      'latest(v)',
      "SELECT a.timestamp AS timestamp, a.transaction_id AS transaction_id, b.n AS v FROM events a JOIN (SELECT 'a' AS k, 1 AS n UNION ALL SELECT 'a', 2) b ON a.event_type = b.k",
      '2',
    ],
  ])('the value decides in %s over %s', async (call, from, value) => {
    expect(await warehouse.rows(`SELECT ${call} AS value FROM (${from})`)).toEqual([[value]])
  })

  it('the value decides over a join', async () => {
    const numbers = "SELECT 'a' AS k, 1 AS n UNION ALL SELECT 'a', 2"
    expect(
      await warehouse.rows(
        `SELECT latest(b.n) AS value FROM events a JOIN (${numbers}) b ON a.event_type = b.k`,
      ),
    ).toEqual([['2']])
  })
})
