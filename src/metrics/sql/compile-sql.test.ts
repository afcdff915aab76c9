import { describe, expect, it } from 'vitest'
import { sql } from '../../kernel/sql.ts'
import { compileSql } from './compile-sql.ts'
import { describeColumns } from './describe-columns.ts'
import { compiled } from './testing/metric-warehouse.ts'

/** A text that is refused, the code, and the line and column of the place meant; null for the whole text. */
type Refusal = readonly [text: string, code: string, at: readonly [number, number] | null]

const refusalOf = (text: string) => {
  const result = compileSql(text)
  return 'refusals' in result ? result.refusals[0] : undefined
}
const areRefused = (refusals: readonly Refusal[]) =>
  it.each(refusals)('%j: %s at %j', (text, code, at) => {
    const refusal = refusalOf(text)
    const { line, column } = refusal?.position ?? {}
    expect([refusal?.code, at === null ? null : [line, column]]).toEqual([code, at])
  })

describe('an SQL metric', () => {
  it('has its columns as they are named, and the quantity is the one called value', () => {
    const { columns, valueIndex, isSingleAggregation } = compiled(
      "SELECT properties.Region, date_trunc('day', timestamp) AS day, sum(properties.n) AS value, count(*) > 1 AS many FROM events GROUP BY 1, 2",
    )
    expect(columns).toEqual([
      { name: 'Region', type: 'text' },
      { name: 'day', type: 'timestamp' },
      { name: 'value', type: 'decimal' },
      { name: 'many', type: 'boolean' },
    ])
    expect(valueIndex).toBe(2)
    expect(isSingleAggregation).toBe(true)
  })

  it('has the first column as its quantity where none is called value', () => {
    expect(compiled('SELECT properties.n, event_type FROM events').valueIndex).toBe(0)
    expect(compiled('SELECT event_type, count(*) AS VALUE FROM events GROUP BY event_type').valueIndex).toBe(
      1,
    )
    expect(compiled('SELECT count(*) AS a, count(*) AS "Value" FROM events').valueIndex).toBe(0)
  })

  it.each([
    ['properties.a', 'a'],
    ['properties.a.b', 'b'],
    ["properties['A b']", 'A b'],
    ['"properties"."A b"', 'A b'],
    ['e.properties.order', 'order'],
    ['timestamp::text', 'timestamp'],
    ["'1'::numeric", 'numeric'],
    ['SUM(properties.a)', 'sum'],
    ['extract(hour FROM timestamp)', 'extract'],
    ['CASE WHEN true THEN 1 END', 'case'],
    ['1 + 1', 'column_2'],
    ['1 AS "From"', 'From'],
    ['1 AS select', 'select'],
  ])('names a column %s %s', (expression, name) => {
    const isAggregate = expression.startsWith('SUM')
    const metric = compiled(`SELECT ${isAggregate ? 'count(*)' : '1'} AS value, ${expression} FROM events e`)
    expect(metric.columns[1]?.name).toBe(name)
  })

  it('tells the types that the engine must answer with', () => {
    const metric = compiled(
      'SELECT 1 AS value, event_type, timestamp, 1 = 1 AS b, properties.n, NULL AS nothing FROM events',
    )
    expect(describeColumns(metric)).toEqual([
      { name: 'column_0', type: 'Nullable(Decimal(76, 20))' },
      { name: 'column_1', type: 'Nullable(String)' },
      { name: 'column_2', type: "Nullable(DateTime64(6, 'UTC'))" },
      { name: 'column_3', type: 'Nullable(Bool)' },
      { name: 'column_4', type: 'Nullable(String)' },
      { name: 'column_5', type: 'Nullable(String)' },
    ])
  })

  it('is written without any name of the text, and the same each time', () => {
    const text =
      'WITH secret AS (SELECT properties.n AS hidden FROM events) SELECT sum(hidden) AS "x""y" FROM secret s'
    const written = compiled(text).emit(sql`events`).text
    expect(written).not.toMatch(/secret|hidden|x"y/)
    expect(compiled(text).emit(sql`events`).text).toBe(written)
  })

  it('has its own source wherever it says events', () => {
    const text =
      'SELECT count(*) AS value FROM events WHERE properties.a IN (SELECT properties.a FROM events)'
    const written = compiled(text).emit(sql`(SELECT * FROM events WHERE customer_id = 'acme')`).text
    expect(written.match(/FROM events/g)?.length).toBe(
      written.match(/FROM events WHERE customer_id = 'acme'/g)?.length,
    )
  })

  it.each([
    ['SELECT count(*) FROM events;'],
    ['select COUNT(*) from EVENTS -- all\n'],
    ['(SELECT count(*) FROM events)'],
    ['SELECT /* why */ count(*) FROM events AS final'],
    ['WITH a AS (SELECT 1 AS x), b (y) AS (SELECT x FROM a) SELECT y FROM b'],
    [
      'SELECT sum(max_n) / sum(one) AS value FROM (SELECT max(properties.n) AS max_n, 1 AS one FROM events GROUP BY event_type)',
    ],
    ['SELECT properties.format, count(*) AS value FROM events GROUP BY format'],
    ['SELECT a.x FROM (SELECT 1 AS x) a, (SELECT 2 AS y) b JOIN (SELECT 2 AS z) c ON b.y = c.z'],
    ['SELECT 1 AS value UNION (SELECT 2 UNION ALL SELECT 3) ORDER BY value LIMIT 1 OFFSET 1'],
  ])('may be %j', (text) => {
    expect(compileSql(text)).toHaveProperty('metric')
  })
})

describe('a text is refused', () => {
  describe('as text:', () => {
    areRefused([
      ['', 'not_a_query', [1, 1]],
      [' -- nothing', 'not_a_query', [1, 12]],
      [`SELECT 1${' '.repeat(65_536)}`, 'too_long', null],
      [`SELECT '${'é'.repeat(32_768)}'`, 'too_long', null],
      ['SELECT 1\0', 'ill_formed_text', [1, 9]],
      ["SELECT\n 'a\u001b'", 'ill_formed_text', [2, 4]],
      ["SELECT '\ud800'", 'ill_formed_text', [1, 9]],
      ["SELECT '😀\u202e'", 'ill_formed_text', [1, 10]], // a column is a character
      ['SELECT\r\n\r\n sеlect', 'unexpected_character', [3, 3]], // a Cyrillic letter
      ['SELECT properties.naïve FROM events', 'unexpected_character', [1, 21]],
      ['SELECT\u00a01', 'unexpected_character', [1, 7]],
      ['SELECT `a`', 'unexpected_character', [1, 8]],
      ['SELECT 5 % 2', 'unexpected_character', [1, 10]],
      ['SELECT $1', 'parameter', [1, 8]],
      ['SELECT {a:String}', 'parameter', [1, 8]],
      ['SELECT ?', 'parameter', [1, 8]],
      ['SELECT :a', 'parameter', [1, 8]],
      ['SELECT $$a$$', 'parameter', [1, 8]],
      ["SELECT E'\\n'", 'string_prefix', [1, 8]],
      ["SELECT x'41'", 'string_prefix', [1, 8]],
      ["SELECT 'a", 'unterminated', [1, 8]],
      ['SELECT "a', 'unterminated', [1, 8]],
      ['SELECT /* a', 'unterminated', [1, 8]],
      ['SELECT /* /* */ */ 1', 'not_supported', [1, 8]],
      ['SELECT ""', 'unexpected_character', [1, 8]],
      ['SELECT 1a', 'bad_number', [1, 8]],
      ['SELECT 0x1F', 'bad_number', [1, 8]],
      ['SELECT 1.2.3', 'bad_number', [1, 8]],
      ['SELECT 1_000', 'bad_number', [1, 8]],
      ['SELECT 1e38', 'bad_literal', [1, 8]],
    ])
  })

  describe('as grammar:', () => {
    areRefused([
      ['DROP TABLE events', 'not_a_query', [1, 1]],
      ['SELECT 1; SELECT 2', 'second_statement', [1, 11]],
      ['SELECT 1;;', 'second_statement', [1, 10]],
      ['SELECT * FROM events', 'select_star', [1, 8]],
      ['SELECT e.* FROM events e', 'select_star', [1, 9]],
      ['WITH RECURSIVE a AS (SELECT 1) SELECT 1', 'recursive', [1, 6]],
      ['SELECT 1 FROM', 'syntax_error', [1, 14]],
      ['SELECT\n  count(\nFROM events', 'syntax_error', [3, 1]],
      ['SELECT 1 < 2 < 3', 'syntax_error', [1, 14]], // comparisons do not chain
      ["SELECT 'a' 'b'", 'syntax_error', [1, 12]],
      ['SELECT 1 INTERSECT SELECT 2', 'not_supported', [1, 10]],
      ['SELECT 1 FROM events FINAL', 'not_supported', [1, 22]],
      ['SELECT 1 FROM events SETTINGS a = 1', 'not_supported', [1, 22]],
      ['SELECT 1 FROM events FORMAT JSON', 'not_supported', [1, 22]],
      ["SELECT 1 INTO OUTFILE 'x' FROM events", 'not_supported', [1, 10]],
      ['SELECT EXISTS (SELECT 1)', 'not_supported', [1, 8]],
      ['SELECT (1, 2)', 'not_supported', [1, 10]],
      ['SELECT DISTINCT ON (event_type) 1 FROM events', 'not_supported', [1, 17]],
      ['SELECT count(*) FILTER (WHERE true) FROM events', 'not_supported', [1, 17]],
      ['SELECT CAST(1 AS numeric(10, 2))', 'not_supported', [1, 25]],
      ['SELECT properties[1] FROM events', 'not_supported', [1, 19]],
      ['SELECT properties.a IS TRUE FROM events', 'syntax_error', [1, 24]],
      [`SELECT ${'('.repeat(33)}1${')'.repeat(33)}`, 'too_deep', [1, 41]],
      [`SELECT ${'('.repeat(60_000)}`, 'too_deep', [1, 41]],
      [`SELECT ${'NOT '.repeat(15_000)}true`, 'too_deep', [1, 140]],
      [`SELECT 1${' + 1'.repeat(10_000)}`, 'too_large', [1, 1010]],
    ])
  })

  it('is admitted nested to the limit', () => {
    expect(compileSql(`SELECT ${'('.repeat(32)}1${')'.repeat(32)}`)).toHaveProperty('metric')
  })

  describe('for its names:', () => {
    areRefused([
      ['SELECT 1 FROM customers', 'unknown_table', [1, 15]],
      ['SELECT 1 FROM system.tables', 'unknown_table', [1, 15]],
      ['SELECT 1 FROM "Events"', 'unknown_table', [1, 15]],
      ["SELECT 1 FROM url('http://x')", 'table_function', [1, 15]],
      ['WITH events AS (SELECT 1) SELECT 1', 'duplicate_name', [1, 6]],
      ['SELECT tokens FROM events', 'unknown_column', [1, 8]],
      ['SELECT accepted_sequence FROM events', 'unknown_column', [1, 8]],
      ['SELECT properties FROM events', 'unknown_column', [1, 8]],
      ['SELECT e.timestamp.x FROM events e', 'unknown_column', [1, 8]],
      ['SELECT (SELECT e.properties.n) FROM events e', 'unknown_column', [1, 16]], // the outer table is out of reach
      ['SELECT count(*) AS n FROM events HAVING n > 1', 'unknown_column', [1, 41]],
      [
        'SELECT event_type, 1 AS value FROM events a JOIN events b ON a.event_type = b.event_type',
        'ambiguous_column',
        [1, 8],
      ],
      ['SELECT now()', 'clock', [1, 8]],
      ['SELECT current_timestamp FROM events', 'clock', [1, 8]],
      ['SELECT rand() FROM events', 'clock', [1, 8]],
      ['SELECT sleep(3)', 'unknown_function', [1, 8]],
      ['SELECT "sum"(1)', 'unknown_function', [1, 8]],
      ['SELECT constructor(1)', 'unknown_function', [1, 8]],
      ['SELECT __proto__(1)', 'unknown_function', [1, 8]],
      ['SELECT count(*) AS a, sum(properties.n) AS A FROM events', 'duplicate_name', [1, 44]],
    ])
  })

  describe('for its types and arguments:', () => {
    areRefused([
      ['SELECT 1 WHERE 1', 'wrong_type', [1, 16]],
      ["SELECT 1 WHERE 'a'", 'wrong_type', [1, 16]],
      ['SELECT timestamp + 1 FROM events', 'wrong_type', [1, 18]],
      ['SELECT lower(1)', 'wrong_type', [1, 14]],
      ['SELECT 1 AS value, greatest(true, false)', 'wrong_type', [1, 29]],
      ['SELECT CASE WHEN true THEN 1 ELSE timestamp END FROM events', 'wrong_type', [1, 35]],
      ['SELECT 1 AS value, properties.t > timestamp FROM events', 'wrong_type', [1, 20]],
      ["SELECT 1 + 'a'", 'bad_literal', [1, 12]],
      ["SELECT 1 WHERE timestamp '2024-02-30' IS NULL", 'bad_literal', [1, 16]],
      ["SELECT count(*) FROM events WHERE timestamp > 'today'", 'bad_literal', [1, 47]],
      ['SELECT extract(century FROM timestamp) FROM events', 'bad_literal', [1, 16]],
      ['SELECT 1::float', 'not_supported', [1, 11]],
      ['SELECT round(1.5, properties.n) FROM events', 'wrong_arguments', [1, 19]],
      ["SELECT date_trunc('year', timestamp) FROM events", 'wrong_arguments', [1, 19]],
      ['SELECT quantile(properties.n, 1.5) FROM events', 'wrong_arguments', [1, 31]],
      ['SELECT sum(DISTINCT properties.n) FROM events', 'wrong_arguments', [1, 8]],
      ['SELECT sum(*) FROM events', 'wrong_arguments', [1, 8]],
      ['SELECT abs(1, 2)', 'wrong_arguments', [1, 8]],
      ['SELECT lag(properties.n) FROM events', 'wrong_arguments', [1, 8]],
      ['SELECT abs(1) OVER ()', 'wrong_arguments', [1, 8]],
      ["SELECT 'a' LIKE event_type FROM events", 'wrong_arguments', [1, 17]],
      ["SELECT event_type LIKE 'a\\' FROM events", 'bad_literal', [1, 24]],
      ['SELECT 1 IN (SELECT 1, 2)', 'wrong_arguments', [1, 10]],
      ['SELECT event_type FROM events', 'not_a_quantity', [1, 8]],
      ['SELECT 1 AS x, timestamp AS value FROM events', 'not_a_quantity', [1, 29]],
      ['SELECT true', 'not_a_quantity', [1, 8]],
    ])
  })

  describe('for its groups:', () => {
    areRefused([
      ['SELECT properties.a, count(*) FROM events', 'not_grouped', [1, 8]],
      ['SELECT properties.a + 1 FROM events GROUP BY properties.b', 'not_grouped', [1, 8]],
      ['SELECT sum(sum(properties.n)) FROM events', 'aggregate_not_allowed', [1, 12]],
      ['SELECT 1 FROM events WHERE count(*) > 1', 'aggregate_not_allowed', [1, 28]],
      ['SELECT count(*) AS n FROM events GROUP BY n', 'aggregate_not_allowed', [1, 43]],
      ['SELECT 1 FROM events WHERE row_number() OVER () = 1', 'aggregate_not_allowed', [1, 28]],
      ['SELECT 1 FROM events GROUP BY 2', 'bad_position', [1, 31]],
      ["SELECT 1 FROM events GROUP BY 'a'", 'bad_position', [1, 31]],
      ['SELECT DISTINCT properties.a FROM events ORDER BY properties.b', 'bad_position', [1, 51]],
      ['SELECT 1 AS a UNION SELECT 2 ORDER BY b', 'bad_position', [1, 39]],
      ['SELECT 1 UNION SELECT 1, 2', 'different_columns', [1, 10]],
      ['SELECT 1 FROM events a LEFT JOIN events b ON a.timestamp > b.timestamp', 'join_condition', [1, 58]],
    ])
  })

  it('for as many names or columns as do not fit, with what has how many', () => {
    const named = refusalOf('WITH a (x) AS (SELECT 1, 2) SELECT x FROM a')
    expect(named).toMatchObject({ code: 'different_columns', position: { line: 1, column: 9 } })
    expect(named?.message).toBe('WITH names 1 columns of a query that has 2; name each column, or none')
    expect(refusalOf('SELECT 1 UNION SELECT 1, 2')?.message).toBe(
      'the sides of UNION have 1 and 2 columns; give each as many',
    )
  })

  it('with what is allowed instead', () => {
    expect(refusalOf('SELECT now()')?.message).toMatch(
      /^unknown function now: nothing may depend on the clock.*; allowed: count, sum, /,
    )
    expect(refusalOf('SELECT tokens FROM events')?.message).toBe(
      'unknown column "tokens"; allowed here: event_type, timestamp, transaction_id, customer_id, properties.<name>',
    )
  })

  it('where its WITH names would be written out without end', () => {
    const doubled = Array.from(
      { length: 30 },
      (_, n) => `a${n + 1} AS (SELECT l.x FROM a${n} l JOIN a${n} r ON l.x = r.x)`,
    )
    expect(refusalOf(`WITH a0 AS (SELECT 1 AS x), ${doubled.join(', ')} SELECT x FROM a30`)?.code).toBe(
      'too_large',
    )
  })
})
