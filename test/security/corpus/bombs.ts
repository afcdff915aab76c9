import { harmless, refused, type Hostile } from './hostile.ts'

const many = (count: number, text: string, separator = '') =>
  Array.from({ length: count }, () => text).join(separator)
const nested = (depth: number, open: string, inner: string, close: string) =>
  open.repeat(depth) + inner + close.repeat(depth)
const crossJoins = (count: number) =>
  Array.from({ length: count }, (_, place) => `(SELECT transaction_id AS id FROM events) e${place}`).join(
    ' CROSS JOIN ',
  )
const doublings = (count: number) =>
  [
    "s0 AS (SELECT 'xxxxxxxxxxxxxxxx' AS s FROM events)",
    ...Array.from(
      { length: count },
      (_, place) => `s${place + 1} AS (SELECT s || s || s || s AS s FROM s${place})`,
    ),
  ].join(', ')

/** Texts that are large, deep, or cheap to write and dear to run. */
export const bombs: readonly Hostile[] = [
  ...refused('bombs', {
    'round to a billion digits': 'SELECT round(properties.tokens, 1000000000) FROM events',
    'round to minus a billion digits': 'SELECT round(properties.tokens, -1000000000) FROM events',
    'split_part far outside': "SELECT length(split_part('a,b', ',', 2000000000)) FROM events",
    'lag far outside': 'SELECT lag(1, 2000000000) OVER (ORDER BY timestamp) FROM events',
    'a limit past all rows': 'SELECT properties.tokens FROM events ORDER BY 1 LIMIT 999999999999999999',
    'an offset past all rows':
      'SELECT properties.tokens FROM events ORDER BY 1 LIMIT 1 OFFSET 999999999999999999',
    'a sum of thousands': `SELECT ${many(2_000, '1', ' + ')} FROM events`,
    'conditions by the thousand': `SELECT count(*) FROM events WHERE ${many(2_000, "event_type = 'a'", ' OR ')}`,
    'unions by the hundred': many(200, 'SELECT count(*) FROM events', ' UNION ALL '),
    'events joined with itself twenty times': `SELECT count(*) FROM ${crossJoins(20)}`,
    'a CTE read many times': `WITH x AS (SELECT count(*) AS n FROM events) SELECT ${many(200, '(SELECT n FROM x)', ' + ')} FROM events`,
    '64 KiB of spaces': `SELECT count(*) FROM events${' '.repeat(65_536)}`,
    '64 KiB of a comment': `SELECT count(*) FROM events -- ${'x'.repeat(65_536)}`,
    '64 KiB of letters that take two bytes': `SELECT count(*) FROM events -- ${'\u00e9'.repeat(32_768)}`,
    'a megabyte': `SELECT ${many(250_000, '1', ' + ')} FROM events`,
    'a megabyte of brackets': '('.repeat(1_000_000),
    'thousands of brackets': `SELECT ${nested(5_000, '(', '1', ')')} FROM events`,
    'thousands of brackets that are not closed': `SELECT ${'('.repeat(20_000)}`,
    'thousands of square brackets': `SELECT properties${'['.repeat(20_000)} FROM events`,
    'thousands of braces': `SELECT ${'{'.repeat(20_000)} FROM events`,
    'a hundred brackets': `SELECT ${nested(100, '(', '1', ')')} FROM events`,
    'thousands of NOTs': `SELECT count(*) FROM events WHERE ${many(5_000, 'NOT ')}true`,
    'thousands of minus signs': `SELECT ${many(5_000, '- ')}1 FROM events`,
    'thousands of functions': `SELECT ${nested(3_000, 'abs(', '1', ')')} FROM events`,
    'thousands of CASEs': `SELECT ${nested(1_000, 'CASE WHEN true THEN ', '1', ' END')} FROM events`,
    'deep subqueries in FROM': `SELECT max(n) AS n FROM ${nested(200, '(SELECT n FROM ', '(SELECT count(*) AS n FROM events)', ')')}`,
    'deep scalar subqueries': `SELECT ${nested(100, '(SELECT max(', '1', ') FROM events)')} FROM events`,
    'deep properties': `SELECT sum(properties${many(10_000, '.a')}) FROM events`,
    'an operator without end': `SELECT count(*) FROM events WHERE ${many(6_000, '1 = 1', ' AND ')} AND`,
    'SELECTs without end': many(5_000, 'SELECT (', ' '),
    'WITHs without end': many(3_000, 'WITH x AS (', ' '),
    'CASEs without end': many(5_000, 'CASE WHEN', ' '),
    'backtracking in a list': `SELECT count(*) FROM events WHERE event_type IN (${many(3_000, '(', '')}`,
    'backtracking in joins': `SELECT count(*) FROM ${many(40, '(SELECT 1 FROM events', ' JOIN ')}`,
    'quotes without end': `SELECT ${many(9_001, "'")} FROM events`,
    'power past all numbers as a literal': 'SELECT 1e1000000000 FROM events',
  }),
  ...harmless('bombs', {
    'power past all numbers': 'SELECT power(10, 1e9) FROM events',
    'power of power': 'SELECT power(power(power(10, 37), 37), 37) FROM events',
    'a product past all numbers': `SELECT sum(${many(12, 'properties.huge', ' * ')}) FROM events`,
    'a sum past all numbers': `SELECT sum(${many(8, '9e37', ' * ')}) FROM events`,
    'exp past all numbers': 'SELECT exp(1000000) FROM events',
    'ln of nothing': 'SELECT ln(0) FROM events',
    'the root of a negative number': 'SELECT sqrt(-1) FROM events',
    'a division by almost nothing': 'SELECT 9e37 / 0.00000000000000000001 FROM events',
    'mod of huge numbers': 'SELECT mod(9e37, 0.00000000000000000001) FROM events',
    'substring far outside': "SELECT length(substring('abc', -2000000000, 2000000000)) FROM events",
    'a list of thousands': `SELECT count(*) FROM events WHERE event_type IN (${many(5_000, "'abcdef'", ',')})`,
    'columns by the thousand': `SELECT ${Array.from({ length: 1_500 }, (_, n) => `count(*) AS c${n}`).join(', ')} FROM events`,
    'events joined with itself six times': `SELECT count(*) FROM ${crossJoins(6)}`,
    'text that grows by replace': `SELECT length(${nested(12, 'replace(', "'xxxxxxxxxx'", ", 'x', 'xxxxxxxxxx')")}) FROM events`,
    'text that grows by concat': `WITH ${doublings(16)} SELECT max(length(s)) FROM s16`,
    'LIKE with many percent signs': `SELECT count(*) FROM events WHERE properties.long LIKE '${many(60, '%a')}%b'`,
    'LIKE with a long pattern': `SELECT count(*) FROM events WHERE event_type LIKE '${many(10_000, '_%')}'`,
    'windows over each other': `SELECT max(n) FROM (SELECT ${Array.from({ length: 100 }, (_, n) => `lag(1, ${n}) OVER (ORDER BY timestamp, transaction_id)`).join(' + ')} AS n FROM events) x`,
  }),
]
