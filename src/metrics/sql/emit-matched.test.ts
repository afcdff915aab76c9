import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openMetricWarehouse, type MetricWarehouse } from './testing/metric-warehouse.ts'

const events = [
  ['e1', 'call', '2024-08-01 01:10:00', { n: '4', team: 'red' }],
  ['e2', 'call', '2024-08-01 01:20:00', { n: '10' }],
  ['e3', 'text', '2024-08-01 02:00:00', { n: 'x', team: 'red' }],
] as const

const ALL = ['e1', 'e2', 'e3']
const CALLS = ['e1', 'e2']

describe('the events that an SQL metric matches', () => {
  let warehouse: MetricWarehouse

  beforeAll(async () => {
    warehouse = await openMetricWarehouse(events)
  })
  afterAll(() => warehouse.close())

  it.each<[string, string, string[]]>([
    ['all, without WHERE', 'SELECT count(*) FROM events', ALL],
    ['those of WHERE', "SELECT count(*) FROM events WHERE event_type = 'call' AND properties.n > 4", ['e2']],
    ['none where WHERE is NULL', "SELECT count(*) FROM events WHERE properties.team = 'blue' OR NULL", []],
    ['none where WHERE is false', 'SELECT count(*) FROM events WHERE false', []],
    ['none without a table', 'SELECT 1', []],
    [
      'those of a subquery, whatever is asked of its rows',
      "SELECT sum(n) AS value FROM (SELECT properties.n AS n FROM events WHERE event_type = 'call') WHERE n > 99",
      CALLS,
    ],
    [
      'those of either side of UNION',
      "SELECT count(*) FROM events WHERE event_type = 'text' UNION ALL SELECT count(*) FROM events WHERE properties.n = 4",
      ['e1', 'e3'],
    ],
    [
      'those of either side of a join',
      "SELECT count(*) FROM events a JOIN events b ON a.customer_id = b.customer_id WHERE a.properties.n = 4 AND b.event_type = 'text' AND a.timestamp < b.timestamp",
      ['e1', 'e3'],
    ],
    [
      'those of an outer join’s sides',
      "SELECT count(*) FROM (SELECT properties.team AS team FROM events WHERE event_type = 'text') a LEFT JOIN (SELECT properties.team AS team FROM events WHERE properties.n = 10) b ON a.team = b.team",
      ['e2', 'e3'],
    ],
    [
      'those that a WITH name reads, where it is used',
      "WITH a AS (SELECT properties.n AS n FROM events WHERE event_type = 'call'), b AS (SELECT 1 AS n FROM events) SELECT sum(n) AS value FROM a",
      CALLS,
    ],
    [
      'those of a subquery in WHERE, and those it might let through',
      "SELECT count(*) FROM events WHERE event_type = 'call' AND properties.team IN (SELECT properties.team FROM events WHERE event_type = 'text')",
      ALL,
    ],
    [
      'those of a subquery in place of a value',
      "SELECT (SELECT count(*) FROM events WHERE event_type = 'text') AS value",
      ['e3'],
    ],
    [
      'whatever HAVING and LIMIT leave',
      'SELECT count(*) FROM events GROUP BY event_type HAVING count(*) > 9 LIMIT 1',
      ALL,
    ],
  ])('are %s', async (_, text, ids) => {
    expect(await warehouse.matched(text)).toEqual(ids)
  })
})
