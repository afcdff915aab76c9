import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openMetricWarehouse, type MetricWarehouse } from './testing/metric-warehouse.ts'

/** An expression and its value, worked out by hand. */
type Case = readonly [expression: string, value: string | boolean | null]

// One event for functions of a row, and three more for those of many.
const events = [
  [
    'e1',
    'call',
    '2024-08-07 10:15:30.250000',
    {
      n: '2.5',
      big: 12345678901234567000n.toString(),
      name: 'Zoë',
      at: '2024-02-29',
      j: { b: 1.5, deep: { list: [1, 2], t: 'x, 5' }, yes: true, none: null },
    },
  ],
  ['e2', 'call', '2024-08-07 11:00:00', { n: '1e1', name: 'bob' }],
  ['e3', 'call', '2024-08-07 11:00:00', { n: '.5', name: 'ann' }],
  ['e4', 'text', '2024-08-08 00:00:00', { n: 'many', name: 'bob' }],
] as const

describe('in an SQL metric', () => {
  let warehouse: MetricWarehouse

  beforeAll(async () => {
    warehouse = await openMetricWarehouse(events)
  })
  afterAll(() => warehouse.close())

  const one = async (expression: string, from = "events WHERE transaction_id = 'e1'") => {
    const rows = await warehouse.rows(`SELECT ${expression} AS result, 1 AS value FROM ${from}`)
    expect(rows).toHaveLength(1)
    return rows[0]?.[0]
  }
  const holds = (cases: readonly Case[], from?: string) =>
    it.each(cases)('%s is %j', async (expression, value) => {
      expect(await one(expression, from)).toBe(value)
    })

  describe('operators bind as in PostgreSQL:', () => {
    holds([
      ['true OR true AND false', true],
      ['false AND true OR true', true],
      ['NOT false AND false', false],
      ['NOT 1 = 2', true],
      ['1 = 2 IS NULL', false],
      ['1 + 1 = 2', true],
      ["'a' || 'b' LIKE 'ab'", true],
      ["'a' || 1 + 1", 'a2'],
      ['-2.5::integer', '-2'],
      ['- 2 + 3', '1'],
      ['2 BETWEEN 1 AND 3 AND false', false],
      ['1 BETWEEN 1 AND 1', true],
      ['2 BETWEEN 1 AND 1', false],
      ['0 NOT BETWEEN 1 AND 2', true],
      ['1 + 1 IN (2, 3)', true],
      ['false = (1 IN (2))', true],
    ])
  })

  describe('arithmetic is exact decimals:', () => {
    holds([
      ['0.1 + 0.2', '0.3'],
      ['1 - 2 - 3', '-4'],
      ['2 + 3 * 4', '14'],
      ['(2 + 3) * 4', '20'],
      ['8 / 4 / 2', '1'],
      ['7 / 2 * 2', '7'],
      ['- 2 * 3', '-6'],
      ['-(-3)', '3'],
      ['1 / 3', '0.33333333333333333333'], // cut off at the 20th digit
      ['-2 / 3', '-0.66666666666666666666'], // towards zero
      ['1 / 0', null],
      ['0.00000000000000000003 * 0.5', '0.00000000000000000001'], // 1.5e-20, cut off
      ['12345678901234567890 * 10', '123456789012345678900'],
      ['properties.n * 2', '5'],
      ['properties.big + 0.5', '12345678901234567000.5'],
      ['properties.name + 1', null],
      ['1e3 + .5 + 2.', '1002.5'],
    ])
  })

  describe('numbers are rounded as decimals:', () => {
    holds([
      ['abs(-2.5)', '2.5'],
      ['round(2.5)', '3'],
      ['round(-2.5)', '-3'],
      ['round(0.5)', '1'],
      ['round(1.005, 2)', '1.01'],
      ['round(-1.005, 2)', '-1.01'],
      ['round(1250, -2)', '1300'],
      ['round(1249.99, -2)', '1200'],
      ['round(1.23, 40)', '1.23'],
      ['ceil(1.01)', '2'],
      ['ceil(-1.9)', '-1'],
      ['floor(1.9)', '1'],
      ['floor(-1.01)', '-2'],
      ['trunc(1.99)', '1'],
      ['trunc(-1.99)', '-1'],
      ['trunc(-1.579, 2)', '-1.57'],
      ['trunc(1399, -2)', '1300'],
      ['mod(7, 3)', '1'],
      ['mod(-7.5, 2)', '-1.5'], // the sign of the dividend
      ['mod(7.5, -2)', '1.5'],
      ['mod(1, 0)', null],
    ])
  })

  describe('powers with whole exponents are exact, the rest have 15 digits:', () => {
    holds([
      ['power(1.5, 3)', '3.375'],
      ['power(-2, 3)', '-8'],
      ['power(2, 100)', '1267650600228229401496703205376'],
      ['power(2, -2)', '0.25'],
      ['power(0.00000000001, -2)', '10000000000000000000000'],
      ['power(0, 0)', '1'],
      ['power(0, -1)', null],
      ['power(2, 0.5)', '1.4142135623731'], // 1.414213562373095…, of which 15 digits end in a zero
      ['power(-8, 0.5)', null],
      ['power(0, 0.5)', '0'],
      ['sqrt(2)', '1.4142135623731'],
      ['sqrt(1e20)', '10000000000'],
      ['sqrt(-1)', null],
      ['ln(10)', '2.30258509299405'],
      ['ln(0)', null],
      ['exp(1)', '2.71828182845905'],
      ['exp(ln(3))', '3'],
    ])
  })

  describe('texts are made of characters:', () => {
    holds([
      ["lower('ÄB')", 'äb'],
      ["upper('äb')", 'ÄB'],
      ['upper(properties.name)', 'ZOË'],
      ["length('é€😀')", '3'],
      ["length('')", '0'],
      ["substring('hello', 2, 3)", 'ell'],
      ["substring('hello' FROM 2 FOR 3)", 'ell'],
      ["substring('hello', 4)", 'lo'],
      ["substring('hello', 0, 3)", 'he'], // place 0 counts, and is empty
      ["substring('hello', -1, 4)", 'he'],
      ["substring('hello', 9)", ''],
      ["substring('hello', 2, -1)", ''],
      ["substring('héllo', 2, 1)", 'é'],
      ["concat('a', NULL, 1.50, true)", 'a1.5true'],
      ["'a' || 'b' || 1", 'ab1'],
      ["'a' || NULL", null],
      ["replace('aXbX', 'X', 'yy')", 'ayybyy'],
      ["replace('abc', '', 'x')", 'abc'],
      ["replace('a.c', '.', 'b')", 'abc'],
      ["split_part('a,b,c', ',', 2)", 'b'],
      ["split_part('a,b,c', ',', -1)", 'c'],
      ["split_part('a,b,c', ',', 4)", ''],
      ["split_part('a||b', '||', 2)", 'b'],
      ["starts_with('gpt-4', 'gpt')", true],
      ["starts_with('gpt-4', '-4')", false],
    ])
  })

  describe('LIKE takes % and _, and a backslash before them:', () => {
    holds([
      ["'gpt-4' LIKE 'gpt%'", true],
      ["'gpt-4' LIKE 'gpt'", false],
      ["'abc' LIKE 'a_c'", true],
      ["'é' LIKE '_'", true],
      ["'50%' LIKE '50\\%'", true],
      ["'500' LIKE '50\\%'", false],
      ["'a\\b' LIKE 'a\\\\b'", true], // two backslashes in the pattern mean one
      ["'ab' LIKE 'a\\b'", true], // before any other character it says nothing
      ["'a.c' NOT LIKE 'abc'", true],
      ["'ABC' LIKE 'abc'", false],
    ])
  })

  describe('a backslash in a text is itself, and two quotes are one:', () => {
    holds([
      ["length('a\\nb')", '4'],
      ["'it''s' || ''", "it's"],
      ["length('\\')", '1'],
      ["'x' || /* a comment */ 'y' -- and another\n", 'xy'],
    ])
  })

  describe('choices follow types:', () => {
    holds([
      ['coalesce(NULL, 2, 3)', '2'],
      ['coalesce(properties.missing, 0)', '0'],
      ["coalesce(properties.missing, 'none')", 'none'],
      ['nullif(2, 2)', null],
      ['nullif(2, 3)', '2'],
      ['nullif(2, NULL)', '2'],
      ['greatest(1, NULL, 3)', '3'],
      ['least(NULL, 2)', '2'],
      ["greatest('a', 'b')", 'b'],
      ['greatest(properties.n, 10)', '10'],
      ["least(properties.n, '9')", '2.5'], // as numbers: as texts it would be so, too
      ["greatest(properties.n, '10')", '10'], // as numbers: as texts 2.5 would win
      ['CASE WHEN properties.n > 2 THEN 1 ELSE 0 END', '1'],
      ['CASE WHEN NULL THEN 1 END', null],
      ["CASE properties.name WHEN 'bob' THEN 1 WHEN 'Zoë' THEN 2 END", '2'],
      ['CASE properties.n WHEN 2.50 THEN true ELSE false END', true],
    ])
  })

  describe('times are in UTC:', () => {
    holds([
      ["date_trunc('minute', timestamp)", '2024-08-07 10:15:00.000000'],
      ["date_trunc('hour', timestamp)", '2024-08-07 10:00:00.000000'],
      ["DATE_TRUNC('DAY', timestamp)", '2024-08-07 00:00:00.000000'],
      ["date_trunc('week', timestamp)", '2024-08-05 00:00:00.000000'], // the Monday before a Wednesday
      ["date_trunc('week', timestamp '2024-08-05')", '2024-08-05 00:00:00.000000'],
      ["date_trunc('week', timestamp '2024-08-04 23:59:59.999999')", '2024-07-29 00:00:00.000000'],
      ["date_trunc('month', timestamp)", '2024-08-01 00:00:00.000000'],
      ["date_trunc('hour', timestamp '1969-12-31 23:30:00')", '1969-12-31 23:00:00.000000'],
      ["date_diff('second', '2024-08-07', timestamp)", '36930'],
      ["date_diff('minute', '2024-08-07 10:14:59', '2024-08-07 10:15:00')", '1'], // one second, but over a boundary
      ["date_diff('hour', '2024-08-07 10:59:59', '2024-08-07 11:00:00')", '1'],
      ["date_diff('day', '2024-08-07 00:00:00', '2024-08-07 23:59:59')", '0'],
      ["date_diff('day', '2024-08-08', '2024-08-07 23:59:59')", '-1'],
      ["date_diff('week', '2024-08-04', '2024-08-05')", '1'], // a Sunday and a Monday
      ["date_diff('month', '2024-01-31', '2024-02-01')", '1'],
      ["date_diff('quarter', '2024-03-31', '2024-04-01')", '1'],
      ["date_diff('year', '2023-12-31', '2024-01-01')", '1'],
      ['extract(year FROM timestamp)', '2024'],
      ['extract(quarter FROM timestamp)', '3'],
      ['extract(month FROM timestamp)', '8'],
      ['extract(week FROM timestamp)', '32'],
      ['extract(day FROM timestamp)', '7'],
      ['extract(hour FROM timestamp)', '10'],
      ['extract(minute FROM timestamp)', '15'],
      ['extract(second FROM timestamp)', '30.25'],
      ["extract(dow FROM timestamp '2024-08-04')", '0'], // a Sunday
      ["extract(isodow FROM timestamp '2024-08-04')", '7'],
      ["extract(doy FROM timestamp '2024-02-01')", '32'],
      ["extract(epoch FROM timestamp '1970-01-01 00:00:01.5')", '1.5'],
      ["timestamp > '2024-08-07T12:00:00+02:00'", true], // 10:00 in UTC
      ["timestamp < '2024-08-07 10:15:30.25'", false],
    ])
  })

  describe('casts cut off, and give NULL for what cannot be read:', () => {
    holds([
      ["'1.50'::numeric", '1.5'],
      ['CAST(properties.name AS numeric)', null],
      ["concat(' ', 1)::numeric", null], // no spaces (semantics 9)
      ['1.9::integer', '1'],
      ['(-1.9)::integer', '-1'],
      ['true::integer', '1'],
      ['1.50::text', '1.5'],
      ['true::text', 'true'],
      ["timestamp '2024-08-07 10:00:00.500'::text", '2024-08-07 10:00:00.5'],
      ["timestamp '2024-08-07 10:00:00'::text", '2024-08-07 10:00:00'],
      ["'YES'::boolean", true],
      ["'off'::boolean", false],
      ["'maybe'::boolean", null],
      ['0::boolean', false],
      ['properties.at::timestamp', '2024-02-29 00:00:00.000000'],
      ['properties.name::timestamp', null],
      ["replace(properties.at, '29', '30')::timestamp", null], // no such day
      ["concat(properties.at, 'T25:00:00Z')::timestamp", null], // no such hour
      ["concat(properties.at, 'T01:00:00.1234567+01:00')::timestamp", '2024-02-29 00:00:00.123456'],
    ])
  })

  describe('properties may be nested, and lose no digit:', () => {
    holds([
      ['properties.j.b', '1.5'],
      ["properties['j']['b']", '1.5'],
      ['"properties"."j".deep', '{"list":[1,2],"t":"x, 5"}'],
      ['properties.j.deep.list', '[1,2]'],
      ['properties.j.deep.t', 'x, 5'],
      ['properties.j.yes', 'true'],
      ['properties.j.none', null],
      ['properties.j.missing', null],
      ['properties.name.b', null],
      ['properties.j.b * 2', '3'],
    ])
  })

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
    expect(await warehouse.rows(`${days} GROUP BY timestamp ORDER BY timestamp, value`)).toEqual([
      ['2024-08-07 00:00:00.000000', '1'], // e1
      ['2024-08-07 00:00:00.000000', '2'], // e2 and e3, at one time
      ['2024-08-08 00:00:00.000000', '1'],
    ])
    const shortest =
      "SELECT transaction_id, CASE transaction_id WHEN 'e4' THEN 0 ELSE 1 END AS event_type, 1 AS value FROM events"
    const ids = (await warehouse.rows(`${shortest} ORDER BY event_type, transaction_id`)).map(([id]) => id)
    expect(ids).toEqual(['e4', 'e1', 'e2', 'e3']) // by the column of the table, e4's 'text' would be last
  })

  it('gives the variance of large numbers close together', async () => {
    const rows = 'SELECT 1000000000000000000001 AS x UNION ALL SELECT 1000000000000000000003'
    expect(await one('stddev_pop(x)', `(${rows})`)).toBe('1')
    expect(await one('var_pop(x)', `(${rows})`)).toBe('1')
  })

  describe('window functions see rows in order:', () => {
    const inOrder = async (call: string) =>
      (
        await warehouse.rows(`SELECT transaction_id, ${call} AS result, 1 AS value FROM events ORDER BY 1`)
      ).map(([, result]) => result)

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

  it.each([
    ['a product', '1e30 * 1e30'],
    ['a sum of products', Array.from({ length: 7 }, () => '9e37 * 1e18').join(' + ')],
    ['a quotient', '1e37 / 0.00000000000000000001'],
    ['a power', 'power(10, 60)'],
    ['exp', 'exp(200)'],
  ])('fails where %s is too large, and never wraps', async (_, expression) => {
    await expect(one(expression)).rejects.toThrow(/overflow|too big/i)
  })

  it('fails where a sum is too large, and never wraps', async () => {
    // 9e54 fits, and so do six of them; 4 × 4 of them are past 10^56.
    const text = 'SELECT sum(a.x * 1e17) AS value FROM (SELECT 9e37 AS x FROM events) a CROSS JOIN events b'
    await expect(warehouse.rows(text)).rejects.toThrow(/a sum has more than 55 integer digits/)
  })
})
