import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestWarehouse, type TestWarehouse } from '../../../test/support/warehouse.ts'
import { integerLiteral, sql } from '../../kernel/sql.ts'
import { compiled } from './testing/metric-warehouse.ts'

// acme has three events, bolt two, of which one's n is no number and has no team, and cask none.
const EVENTS = [
  [1, 'call', '01:00:00', { n: '4', team: 'red', peer: 'blue' }],
  [1, 'call', '02:00:00', { n: '10', team: 'blue', peer: 'green' }],
  [1, 'text', '03:00:00', { n: '7', team: 'red', peer: 'red' }],
  [2, 'call', '01:30:00', { n: '100', team: 'green', peer: 'red' }],
  [2, 'call', '01:40:00', { n: 'x' }],
] as const
const CUSTOMERS = [1, 2, 3]
const OWNED = sql`(SELECT *, toUInt32(customer_id) AS owner_number FROM events)`

/** A text in which each part of the grammar stands that tells customers apart in a way of its own. */
const SHAPES: readonly string[] = [
  'SELECT 5 AS value',
  'SELECT 1 AS value FROM events HAVING count(*) < 3',
  'SELECT properties.n AS value FROM events ORDER BY timestamp LIMIT 0',
  'SELECT properties.n AS value FROM events ORDER BY timestamp DESC OFFSET 1',
  'SELECT properties.n AS value FROM events ORDER BY 1 NULLS FIRST LIMIT 1 OFFSET 1',
  'SELECT DISTINCT properties.team IS NULL AS t, 1 AS value FROM events ORDER BY 1 LIMIT 3',
  'SELECT (SELECT max(properties.n) FROM events) - min(properties.n) AS value FROM events',
  'SELECT coalesce((SELECT properties.n FROM events WHERE properties.n < 0), 7) AS value FROM events',
  'SELECT count(*) AS value FROM events WHERE properties.team IN (SELECT properties.peer FROM events)',
  'SELECT count(*) AS value FROM events WHERE properties.n NOT IN (SELECT max(properties.n) FROM events GROUP BY properties.team)',
  'SELECT count(*) AS value FROM events WHERE (NULL IN (SELECT properties.n FROM events WHERE properties.n > 50)) IS NULL',
  'SELECT properties.team, sum(properties.n) AS value FROM events GROUP BY 1 HAVING sum(properties.n) > (SELECT min(properties.n) FROM events)',
  'SELECT coalesce(a.v, 10) * coalesce(b.v, 100) * coalesce(c.v, 1000) AS value, a.k, b.k AS l FROM (SELECT properties.team AS k, count(*) AS v FROM events GROUP BY 1) AS a FULL JOIN (SELECT properties.peer AS k, count(*) AS v FROM events GROUP BY 1) AS b ON a.k = b.k LEFT JOIN (SELECT properties.peer AS k, sum(properties.n) AS v FROM events GROUP BY 1) AS c ON c.k = a.k',
  'SELECT count(a.transaction_id) AS value, b.event_type AS t FROM events AS a RIGHT JOIN events AS b ON a.properties.team = b.properties.peer GROUP BY 2',
  'SELECT sum(a.properties.n) AS value FROM events AS a LEFT JOIN events AS b ON a.properties.team = b.properties.peer AND b.properties.n > 8 INNER JOIN events AS c ON c.timestamp <= a.timestamp',
  "SELECT sum(n) AS value FROM (SELECT count(*) AS n FROM events WHERE event_type = 'call' UNION SELECT count(*) AS n FROM events UNION SELECT 3 AS n) AS u",
  '(SELECT properties.n AS value FROM events ORDER BY 1 LIMIT 1) UNION ALL (SELECT length(properties.team) AS value FROM events ORDER BY 1 DESC LIMIT 2) ORDER BY 1 LIMIT 2',
  'WITH m AS (SELECT properties.team AS k, max(properties.n) AS v FROM events GROUP BY 1) SELECT sum(v) - (SELECT min(v) FROM m) AS value FROM m WHERE v >= (SELECT avg(v) FROM m)',
  'SELECT sum(count(*)) OVER (ORDER BY properties.team) AS value, properties.team FROM events GROUP BY 2',
  'SELECT count(*) OVER () + row_number() OVER (ORDER BY timestamp) AS value FROM events',
  'SELECT latest(properties.n) + earliest(properties.n) AS value, var_pop(properties.n) AS v FROM events WHERE properties.n > 5',
]

describe('an SQL metric for many customers at once', () => {
  let test: TestWarehouse

  beforeAll(async () => {
    test = await openTestWarehouse()
    await test.warehouse.insert(
      'events',
      EVENTS.map(([customer, eventType, time, properties], index) => ({
        transaction_id: `t${index}`,
        customer_id: String(customer),
        event_type: eventType,
        timestamp: `2024-08-01 ${time}`,
        properties,
        accepted_sequence: index + 1,
      })),
    )
  })
  afterAll(() => test.close())

  /** Each customer's rows, from one query for all of them. */
  async function together(text: string): Promise<unknown[][]> {
    const query = compiled(text).emitByOwners(OWNED, { column: sql`owner_number`, count: CUSTOMERS.length })
    const rows = await test.select(`${query.text} ORDER BY ALL`)
    return CUSTOMERS.map((customer) =>
      rows.filter((row) => row['owner_number'] === customer).map((row) => Object.values(row).slice(1)),
    )
  }

  it.each([
    [
      'an aggregate without GROUP BY has a row without events',
      'SELECT count(*) + 5 AS value FROM events',
      [[['8']], [['7']], [['5']]],
    ],
    [
      'LIMIT counts each one’s rows',
      'SELECT properties.n AS value FROM events ORDER BY timestamp LIMIT 1',
      [[['4']], [['100']], []],
    ],
    // The averages are 7 and 100.
    [
      'a subquery sees its own events',
      'SELECT count(*) AS value FROM events WHERE properties.n >= (SELECT avg(properties.n) FROM events)',
      [[['2']], [['1']], [['0']]],
    ],
    // 3 * 4, 2 * 3 and 0 * 1.
    [
      'a join is of its own rows',
      'SELECT a.n * b.n AS value FROM (SELECT count(*) AS n FROM events) AS a CROSS JOIN (SELECT count(*) + 1 AS n FROM events) AS b',
      [[['12']], [['6']], [['0']]],
    ],
    // 10 - 4 and 7 - 10; x is no number.
    [
      'a window is of its own rows',
      'SELECT sum(d) AS value FROM (SELECT properties.n - lag(properties.n) OVER (ORDER BY timestamp) AS d FROM events) AS deltas',
      [[['3']], [[null]], [[null]]],
    ],
  ])('%s', async (_, text, expected) => {
    expect(await together(text)).toEqual(expected)
  })

  it('has for each the rows that it has over the events of that one alone, whatever its shape', async () => {
    const alone = async (text: string, customer: number) => {
      const own = sql`(SELECT * FROM ${OWNED} WHERE owner_number = ${integerLiteral(customer)})`
      const rows = await test.select(`${compiled(text).emit(own).text} ORDER BY ALL`)
      return rows.map((row) => Object.values(row))
    }
    const compare = async (text: string) => {
      const each = await Promise.all(CUSTOMERS.map((customer) => alone(text, customer)))
      expect([text, await together(text)]).toEqual([text, each])
    }
    await Promise.all(SHAPES.map(compare))
  })

  it('fails where a subquery in place of a value has two rows of one of them, as it does for that one', async () => {
    const text = 'SELECT (SELECT properties.n FROM events) AS value'
    await expect(together(text)).rejects.toThrow(/gives more than one row/)
  })
})
