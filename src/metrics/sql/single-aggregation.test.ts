import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../kernel/sql.ts'
import { compiled, openMetricWarehouse, type MetricWarehouse } from './testing/metric-warehouse.ts'

// Hours 1, 2 and 4 have events; hour 2 has none of the type `call`, and hour 4's number is no number.
const events = [
  ['e1', 'call', '2024-08-01 01:10:00', { n: '4', team: 'red' }],
  ['e2', 'call', '2024-08-01 01:20:00', { n: '10', team: 'blue' }],
  ['e3', 'text', '2024-08-01 02:00:00', { n: '7', team: 'red' }],
  ['e4', 'call', '2024-08-01 04:00:00', { n: '.5', team: 'red' }],
  ['e5', 'call', '2024-08-01 04:00:00', { n: 'x' }],
] as const
const HOURS = [1, 2, 4]

const AGGREGATES = [
  'count(*)',
  'count(properties.n)',
  'count(DISTINCT properties.team)',
  'sum(properties.n)',
  'sum(properties.n * 3)',
  'sum(1)',
  'avg(properties.n)',
  'min(properties.n)',
  'max(properties.n)',
  'max(timestamp)::text::numeric',
  'length(max(event_type))',
  'earliest(properties.n)',
  'latest(properties.n)',
  'stddev_pop(properties.n)',
  'var_pop(properties.n)',
  'quantile(properties.n, 0.5)',
  'round(sum(properties.n) / count(*), 2) + coalesce(max(properties.n), 0)',
  "sum(CASE WHEN properties.team = 'red' THEN properties.n ELSE 0 END)",
]

describe('an SQL metric that is one aggregation', () => {
  let warehouse: MetricWarehouse

  beforeAll(async () => {
    warehouse = await openMetricWarehouse(events)
  })
  afterAll(() => warehouse.close())

  it('counts hours without a match as 0, and sums them as NULL', async () => {
    const text = "SELECT count(*) AS value, sum(properties.n) AS s FROM events WHERE event_type = 'call'"
    expect(await warehouse.rowsByHour(text)).toEqual([
      [1, '2', '14'],
      [2, '0', null],
      [4, '2', '0.5'],
    ])
    expect(await warehouse.rowsSoFar(text)).toEqual([
      ['acme', 1, '2', '14'],
      ['acme', 2, '2', '14'],
      ['acme', 4, '4', '14.5'],
    ])
  })

  it('has rows only for groups with a match, where it groups', async () => {
    const text =
      "SELECT properties.team, sum(properties.n) AS value FROM events WHERE event_type = 'call' GROUP BY team"
    expect(await warehouse.rowsByHour(text)).toEqual([
      [1, 'blue', '10'],
      [1, 'red', '4'],
      [4, 'red', '0.5'],
      [4, null, null],
    ])
    expect(await warehouse.rowsSoFar(text)).toEqual([
      ['acme', 1, 'blue', '10'],
      ['acme', 1, 'red', '4'],
      ['acme', 4, 'red', '4.5'],
      ['acme', 4, null, null],
    ])
  })

  // One column for each aggregate, so that every form of each is evaluated at once.
  const columns = AGGREGATES.map((aggregate, index) => `${aggregate} AS a${index}`).join(', ')

  describe.each(['', "WHERE event_type = 'call'", 'WHERE properties.n > 5', 'WHERE NULL'])('%s', (where) => {
    it('gives in each hour what the plain query gives', async () => {
      const text = `SELECT 1 AS value, ${columns} FROM events ${where}`
      const expected = []
      for (const hour of HOURS) {
        for (const row of await warehouse.rowsOf(text, hour)) expected.push([hour, ...row])
      }
      expect(await warehouse.rowsByHour(text)).toEqual(expected)
    })

    it('gives so far what the plain query gives', async () => {
      const text = `SELECT 1 AS value, ${columns} FROM events ${where}`
      const expected = []
      for (const hour of HOURS) {
        for (const row of await warehouse.rowsUpTo(text, hour)) expected.push(['acme', hour, ...row])
      }
      expect(await warehouse.rowsSoFar(text)).toEqual(expected)
    })

    it('gives so far, for the groups of each hour, what the plain query gives', async () => {
      const text = `SELECT properties.team AS team, 1 AS value, ${columns} FROM events ${where} GROUP BY team`
      const expected = []
      for (const hour of HOURS) {
        const groups = (await warehouse.rowsOf(text, hour)).map(([team]) => team)
        const soFar = await warehouse.rowsUpTo(text, hour)
        for (const row of soFar) if (groups.includes(row[0])) expected.push(['acme', hour, ...row])
      }
      expect(await warehouse.rowsSoFar(text)).toEqual(expected)
    })
  })

  it.each([
    'SELECT count(*) FROM events',
    "SELECT sum(properties.n) * 2 + 1 AS value FROM events WHERE event_type = 'call'",
    "SELECT date_trunc('day', timestamp) AS day, 'x' AS k, max(properties.n) AS value FROM events GROUP BY day, 2",
    'SELECT properties.team FROM events GROUP BY 1',
  ])('is told by its form: %s', (text) => {
    expect(compiled(text).isSingleAggregation).toBe(true)
  })

  it.each([
    ['no aggregate', 'SELECT properties.n FROM events'],
    ['only a constant', 'SELECT 1 FROM events'],
    ['HAVING', 'SELECT count(*) FROM events HAVING count(*) > 1'],
    ['DISTINCT', 'SELECT DISTINCT count(*) FROM events'],
    ['ORDER BY', 'SELECT count(*) FROM events ORDER BY 1'],
    ['LIMIT', 'SELECT count(*) FROM events LIMIT 1'],
    ['OFFSET', 'SELECT count(*) FROM events OFFSET 1'],
    ['a window function', 'SELECT sum(count(*)) OVER () FROM events'],
    ['a subquery in FROM', 'SELECT count(*) FROM (SELECT 1 AS x FROM events)'],
    [
      'a subquery in WHERE',
      'SELECT count(*) FROM events WHERE properties.n > (SELECT avg(properties.n) FROM events)',
    ],
    ['a subquery in SELECT', 'SELECT count(*) + (SELECT 1) AS value FROM events'],
    ['a WITH name', 'WITH a AS (SELECT 1 AS x FROM events) SELECT count(*) FROM a'],
    ['UNION', 'SELECT count(*) FROM events UNION ALL SELECT 1'],
    ['a join', 'SELECT count(*) FROM events a CROSS JOIN events b'],
    ['no table', 'SELECT count(*)'],
  ])('is none with %s', (_, text) => {
    const metric = compiled(text)
    expect(metric.isSingleAggregation).toBe(false)
    expect(() => metric.emitByKeys(sql`events`, [sql`hour`])).toThrow(RangeError)
    expect(() => metric.emitRunning(sql`events`, [sql`hour`])).toThrow(RangeError)
  })
})
