import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openMetricWarehouse, type MetricWarehouse } from './testing/metric-warehouse.ts'

const events = [
  ['e1', 'a', '2024-08-01 00:00:00', { n: '1', team: 'red' }],
  ['e2', 'a', '2024-08-01 01:00:00', { n: 'x', team: null }],
  ['e3', 'b', '2024-08-01 02:00:00', { team: 'blue' }],
] as const

describe('NULL in an SQL metric', () => {
  let warehouse: MetricWarehouse

  beforeAll(async () => {
    warehouse = await openMetricWarehouse(events)
  })
  afterAll(() => warehouse.close())

  it.each<[string, boolean | null]>([
    ['NULL = NULL', null],
    ['NULL <> 1', null],
    ['NULL IS NULL', true],
    ['(1 = NULL) IS NULL', true],
    ['1 = 1 IS NOT NULL', true], // = binds tighter than IS
    ['true AND NULL', null],
    ['false AND NULL', false],
    ['true OR NULL', true],
    ['false OR NULL', null],
    ['NOT (1 = NULL)', null],
    ['1 IN (1, NULL)', true],
    ['2 IN (1, NULL)', null],
    ['2 NOT IN (1, NULL)', null],
    ['1 NOT IN (1, NULL)', false],
    ['NULL IN (1, 2)', null],
    ['2 NOT IN (1, 3)', true],
    ['2 BETWEEN NULL AND 1', false], // 2 <= 1 is false already
    ['2 BETWEEN 1 AND NULL', null],
    ['2 NOT BETWEEN NULL AND 1', true],
    ["NULL::text LIKE 'a%'", null],
    ['greatest(NULL, NULL) IS NULL', true],
    ['1 IN (SELECT 1 WHERE false)', false],
    ['NULL IN (SELECT 1 WHERE false)', false], // nothing is in nothing
    ['NULL NOT IN (SELECT 1 WHERE false)', true],
    ['1 IN (SELECT NULL)', null],
    ['1 IN (SELECT NULL UNION ALL SELECT 1)', true],
    ['1 NOT IN (SELECT NULL UNION ALL SELECT 2)', null],
    ['(SELECT 1 WHERE false) IS NULL', true],
  ])('makes %s %j', async (condition, value) => {
    const [row] = await warehouse.rows(`SELECT ${condition} AS result, 1 AS value`)
    expect(row?.[0]).toBe(value)
  })

  it.each<[string, string, unknown[]]>([
    ['a missing property and a null one are NULL', 'properties.team IS NULL', ['e2']],
    ['a text that is no number is NULL as a number', 'properties.n > 0 OR properties.n <= 0', ['e1']],
    ['but not as a text', 'properties.n IS NOT NULL', ['e1', 'e2']],
    ['WHERE keeps what is true, not what is unknown', "properties.team <> 'red'", ['e3']],
    ['NOT of unknown is unknown', "NOT properties.team = 'red'", ['e3']],
    ['NOT IN a list is unknown for NULL', "properties.team NOT IN ('red', 'green')", ['e3']],
    ['IN a subquery skips NULL', 'properties.team IN (SELECT properties.team FROM events)', ['e1', 'e3']],
    [
      'NOT IN a subquery with a NULL keeps nothing',
      "properties.team NOT IN (SELECT properties.team FROM events WHERE transaction_id <> 'e1')",
      [],
    ],
    [
      'NOT IN a subquery without one keeps the others',
      "properties.team NOT IN (SELECT properties.team FROM events WHERE event_type = 'b')",
      ['e1'],
    ],
  ])('where %s', async (_, condition, ids) => {
    const rows = await warehouse.rows(
      `SELECT transaction_id, 1 AS value FROM events WHERE ${condition} ORDER BY 1`,
    )
    expect(rows.map(([id]) => id)).toEqual(ids)
  })

  it('makes SUM of nothing NULL and COUNT of nothing 0', async () => {
    const text =
      "SELECT sum(properties.n) AS a, count(properties.n) AS b, max(properties.n) AS c, avg(properties.n) AS d, count(DISTINCT properties.n) AS e, quantile(properties.n, 0.5) AS f, stddev_pop(properties.n) AS g, latest(properties.n) AS h FROM events WHERE event_type = 'c'"
    expect(await warehouse.rows(text)).toEqual([[null, '0', null, null, '0', null, null, null]])
  })

  it('is a group of its own', async () => {
    const text = 'SELECT properties.team, count(*) AS value FROM events GROUP BY team ORDER BY team'
    expect(await warehouse.rows(text)).toEqual([
      ['blue', '1'],
      ['red', '1'],
      [null, '1'],
    ])
  })

  it('comes last in ascending order and first in descending, unless told otherwise', async () => {
    const order = async (by: string) =>
      (await warehouse.rows(`SELECT properties.team, 1 AS value FROM events ORDER BY team ${by}`)).map(
        ([team]) => team,
      )
    expect(await order('')).toEqual(['blue', 'red', null])
    expect(await order('DESC')).toEqual([null, 'red', 'blue'])
    expect(await order('DESC NULLS LAST')).toEqual(['red', 'blue', null])
    expect(await order('NULLS FIRST')).toEqual([null, 'blue', 'red'])
  })

  it('matches nothing in a join, and stands for what an outer join lacks', async () => {
    const teams = 'SELECT properties.team AS team, transaction_id AS id FROM events'
    const join = (type: string) =>
      warehouse.rows(
        `SELECT a.id AS one, b.id AS two, 1 AS value FROM (${teams}) a ${type} JOIN (${teams} WHERE transaction_id <> 'e3') b ON a.team = b.team ORDER BY 1, 2`,
      )
    expect(await join('')).toEqual([['e1', 'e1', '1']])
    expect(await join('LEFT')).toEqual([
      ['e1', 'e1', '1'],
      ['e2', null, '1'],
      ['e3', null, '1'],
    ])
    expect(await join('RIGHT')).toEqual([
      ['e1', 'e1', '1'],
      [null, 'e2', '1'],
    ])
    expect(await join('FULL')).toEqual([
      ['e1', 'e1', '1'],
      ['e2', null, '1'],
      ['e3', null, '1'],
      [null, 'e2', '1'],
    ])
  })

  it('stands for the columns of events that an outer join lacks', async () => {
    const text =
      "SELECT a.transaction_id, b.event_type, b.timestamp, 1 AS value FROM events a LEFT JOIN events b ON a.transaction_id = b.transaction_id AND b.event_type = 'b' ORDER BY 1"
    expect(await warehouse.rows(text)).toEqual([
      ['e1', null, null, '1'],
      ['e2', null, null, '1'],
      ['e3', 'b', '2024-08-01 02:00:00.000000', '1'],
    ])
  })
})
