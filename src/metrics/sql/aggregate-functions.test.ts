import { describe, expect, it } from 'vitest'
import { expressionsOverEvents } from './testing/expressions.ts'

describe('in an SQL metric', () => {
  const { rowsOf, one, holds } = expressionsOverEvents()

  describe('aggregates skip NULL:', () => {
    holds(
      [
        ['count(*)', '4'],
        ['count()', '4'],
        ['count(1)', '4'],
        ['count(properties.n)', '4'],
        ['count(properties.n::numeric)', '3'], // 'many' is no number
        ['count(distinct properties.name)', '3'],
        ['sum(properties.n)', '13'], // 2.5 + 10 + 0.5
        ['avg(properties.n)', '4.33333333333333333333'],
        ['min(properties.n)', '0.5'],
        ['max(properties.n)', '10'], // as numbers: as texts 'many' would win
        ['max(properties.n::text)', 'many'],
        ["max(coalesce(properties.n, '0'))", '10'], // still a property
        ['max(coalesce(properties.n, event_type))', 'many'], // a text of another making
        ['min(event_type)', 'call'],
        ['max(timestamp)', '2024-08-08 00:00:00.000000'],
        ['earliest(properties.n)', '2.5'],
        ['latest(properties.name)', 'bob'],
        ["latest(CASE WHEN event_type = 'call' THEN properties.name END)", 'ann'], // e3 and e2 at one time: the greater id
        ['var_pop(properties.n)', '16.7222222222222'], // (1.8333² + 5.6667² + 3.8333²) / 3
        ['stddev_pop(properties.n)', '4.08928138212843'],
        ['quantile(properties.n, 0)', '0.5'],
        ['quantile(properties.n, 0.25)', '1.5'], // half way from 0.5 to 2.5
        ['quantile(properties.n, 0.5)', '2.5'],
        ['quantile(properties.n, 1)', '10'],
        ['sum(properties.n) / count(*)', '3.25'],
        ['sum(properties.n * properties.n)', '106.5'],
      ],
      'events',
    )
  })

  it('groups by a column of the table, and orders by an alias, where both have the name', async () => {
    const days = "SELECT date_trunc('day', timestamp) AS timestamp, count(*) AS value FROM events"
    expect(await rowsOf(`${days} GROUP BY timestamp ORDER BY timestamp, value`)).toEqual([
      ['2024-08-07 00:00:00.000000', '1'], // e1
      ['2024-08-07 00:00:00.000000', '2'], // e2 and e3, at one time
      ['2024-08-08 00:00:00.000000', '1'],
    ])
    const shortest =
      "SELECT transaction_id, CASE transaction_id WHEN 'e4' THEN 0 ELSE 1 END AS event_type, 1 AS value FROM events"
    const ids = (await rowsOf(`${shortest} ORDER BY event_type, transaction_id`)).map(([id]) => id)
    expect(ids).toEqual(['e4', 'e1', 'e2', 'e3']) // by the column of the table, e4's 'text' would be last
  })

  it('gives the variance of large numbers close together', async () => {
    const rows = 'SELECT 1000000000000000000001 AS x UNION ALL SELECT 1000000000000000000003'
    expect(await one('stddev_pop(x)', `(${rows})`)).toBe('1')
    expect(await one('var_pop(x)', `(${rows})`)).toBe('1')
  })

  describe('window functions see rows in order:', () => {
    const inOrder = async (call: string) =>
      (await rowsOf(`SELECT transaction_id, ${call} AS result, 1 AS value FROM events ORDER BY 1`)).map(
        ([, result]) => result,
      )

    it.each<[string, unknown[]]>([
      ['row_number() OVER (ORDER BY timestamp DESC)', ['4', '2', '3', '1']], // e2 and e3 tie: by transaction_id
      ['row_number() OVER (PARTITION BY event_type ORDER BY timestamp)', ['1', '2', '3', '1']],
      ['lag(properties.name) OVER (ORDER BY timestamp)', [null, 'Zoë', 'bob', 'ann']],
      ["lag(properties.name, 2, '-') OVER (ORDER BY timestamp)", ['-', '-', 'Zoë', 'bob']],
      ['lead(properties.n, 1, 0) OVER (ORDER BY timestamp)', ['10', '0.5', null, '0']],
      ['first_value(properties.name) OVER (ORDER BY timestamp)', ['Zoë', 'Zoë', 'Zoë', 'Zoë']],
      ['last_value(event_type) OVER (ORDER BY timestamp)', ['call', 'call', 'call', 'text']],
      ['sum(properties.n) OVER (ORDER BY timestamp)', ['2.5', '13', '13', '13']], // peers together
      [
        'sum(properties.n) OVER (ORDER BY timestamp, transaction_id ROWS 1 PRECEDING)',
        ['2.5', '12.5', '10.5', '0.5'],
      ],
      ['count(*) OVER (PARTITION BY properties.name)', ['1', '2', '1', '2']],
      ['avg(properties.n) OVER ()', Array.from({ length: 4 }, () => '4.33333333333333333333')],
      ['quantile(properties.n, 0.5) OVER ()', ['2.5', '2.5', '2.5', '2.5']],
    ])('%s', async (call, expected) => {
      expect(await inOrder(call)).toEqual(expected)
    })
  })

  it('fails where a sum is too large, and never wraps', async () => {
    // 9e54 fits, and so do six of them; 4 × 4 of them are past 10^56.
    const text = 'SELECT sum(a.x * 1e17) AS value FROM (SELECT 9e37 AS x FROM events) a CROSS JOIN events b'
    await expect(rowsOf(text)).rejects.toThrow(/a sum has more than 55 integer digits/)
  })
})
