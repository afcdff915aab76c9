import fc from 'fast-check'
import { CORPUS } from '../corpus/corpus.ts'

/** Metrics as they are meant, for mutations to start from. */
const ADMITTED: readonly string[] = [
  "SELECT count(*) AS value FROM events WHERE event_type = 'call'",
  'SELECT sum(properties.tokens) AS value, properties.model FROM events GROUP BY properties.model',
  "SELECT avg(n) FROM (SELECT date_trunc('day', timestamp) AS d, max(properties.tokens) AS n FROM events GROUP BY d) x",
  'WITH big AS (SELECT properties.tokens AS t FROM events WHERE properties.tokens > 3) SELECT count(DISTINCT t) FROM big',
  'SELECT quantile(properties.tokens, 0.95) FROM events HAVING count(*) > 1',
  "SELECT CASE WHEN count(*) > 2 THEN latest(properties.tokens) ELSE 0 END AS value FROM events WHERE properties.model LIKE 'l%'",
  'SELECT sum(d) FROM (SELECT properties.tokens - lag(properties.tokens) OVER (ORDER BY timestamp, transaction_id) AS d FROM events) x',
  'SELECT count(*) FROM events UNION ALL SELECT sum(length(transaction_id)) FROM events',
  'SELECT sum(a.n) FROM (SELECT event_type AS t, count(*) AS n FROM events GROUP BY t) a JOIN (SELECT event_type AS u FROM events) b ON a.t = b.u',
  'SELECT count(*) FROM events WHERE event_type IN (SELECT event_type FROM events WHERE properties.tokens BETWEEN 1 AND 9)',
  "SELECT DISTINCT CAST(properties.tokens AS numeric) AS value, event_type || '-' || properties.model AS g FROM events ORDER BY 1 DESC LIMIT 3",
]

const INSERTED: readonly string[] = [
  'SELECT',
  'FROM',
  'events',
  'WHERE',
  'GROUP BY',
  'HAVING',
  'ORDER BY',
  'LIMIT',
  'OFFSET',
  'UNION ALL',
  'EXCEPT',
  'INTERSECT',
  'WITH',
  'RECURSIVE',
  'AS',
  'ON',
  'USING',
  'JOIN',
  'LEFT JOIN',
  'CROSS JOIN',
  'GLOBAL',
  'ANY',
  'ASOF',
  'SEMI',
  'LATERAL',
  'FINAL',
  'SAMPLE',
  'PREWHERE',
  'ARRAY JOIN',
  'SETTINGS',
  'FORMAT',
  'INTO OUTFILE',
  'WITH TOTALS',
  'WITH FILL',
  'QUALIFY',
  'WINDOW',
  'OVER',
  'PARTITION BY',
  'ROWS',
  'FILTER',
  'DISTINCT',
  'ALL',
  'CASE',
  'WHEN',
  'THEN',
  'ELSE',
  'END',
  'NOT',
  'AND',
  'OR',
  'IN',
  'LIKE',
  'ILIKE',
  'BETWEEN',
  'IS NULL',
  'EXISTS',
  'INTERVAL',
  'CAST',
  'COLUMNS',
  'APPLY',
  'REPLACE',
  'NULL',
  'url',
  'file',
  'numbers',
  'remote',
  'view',
  'merge',
  'system.tables',
  'duplicate_events',
  'migrations',
  'twin_one.events',
  'dictGet',
  'joinGet',
  'hostName()',
  'currentDatabase()',
  'currentUser()',
  'now()',
  'rand()',
  'sleep(1)',
  'throwIf(1)',
  'getSetting',
  'identity',
  'arrayJoin',
  'toString',
  'if',
  'any',
  'groupArray',
  'count(*)',
  'sum',
  'abs',
  'coalesce',
  'customer_id',
  'transaction_id',
  'timestamp',
  'properties',
  'properties.tokens',
  "properties['x']",
  '_part',
  'accepted_at',
  'column_0',
  '*',
  '(',
  ')',
  '((',
  '))',
  ',',
  ';',
  '--',
  '/*',
  '*/',
  '#',
  "'",
  "''",
  "'\\'",
  '"',
  '`',
  '[',
  ']',
  '{',
  '}',
  '{x:String}',
  '$1',
  '?',
  ':',
  '::',
  '::Int8',
  '->',
  '=',
  '<>',
  '==',
  '<=>',
  '||',
  '+',
  '-',
  '/',
  '%',
  '.',
  '.1',
  '@',
  '\\',
  '0',
  '1',
  '-1',
  '1e9',
  '0x1F',
  "'a'",
  '"x"',
  '$$',
  '\0',
  '\n',
  '\u202e',
  '\u00a0',
  '\ud800',
]

const HOSTILE = CORPUS.map(({ text }) => text).filter((text) => text.length < 2_000)

/** Words that may stand in each other's place, so that what comes out is often a metric again. */
const ALIKE: readonly (readonly string[])[] = [
  ['sum', 'min', 'max', 'avg', 'count', 'latest', 'earliest', 'stddev_pop', 'var_pop'],
  ['abs', 'ceil', 'floor', 'sqrt', 'exp', 'ln', 'length', 'lower', 'upper', 'trunc'],
  ['=', '<', '>', '<>', '<=', '>='],
  ['+', '-', '*', '/', '||'],
  ['AND', 'OR'],
  ['JOIN', 'LEFT JOIN', 'CROSS JOIN', 'FULL JOIN', 'RIGHT JOIN'],
  ['UNION ALL', 'UNION'],
  ['IN', 'NOT IN'],
  ["'call'", "'other'", "'me'", "'l%'", "'day'", "'week'", "'month'", "''", "'\\'", "'CANARY'"],
  ['0', '1', '3', '9', '0.5', '0.95', '1e30', '-2'],
  [
    'customer_id',
    'transaction_id',
    'event_type',
    'properties.tokens',
    'properties.model',
    "properties['canary']",
  ],
  ['events', '(SELECT event_type, timestamp, customer_id FROM events) e', 'events AS e'],
]

type Mutation = (tokens: string[], at: number, other: number, inserted: string) => string[]

const MUTATIONS: readonly Mutation[] = [
  replaceAlike,
  replaceAlike,
  replaceAlike,
  replaceAlike,
  (tokens, at) => tokens.toSpliced(at, 1),
  (tokens, at) => tokens.toSpliced(at, 0, tokens[at] ?? ''),
  (tokens, at, other) => tokens.with(at, tokens[other] ?? '').with(other, tokens[at] ?? ''),
  (tokens, at, _, inserted) => tokens.toSpliced(at, 0, inserted),
  (tokens, at, _, inserted) => tokens.with(at, inserted),
  (tokens, at, other) =>
    tokens.toSpliced(Math.min(at, other), 0, '(').toSpliced(Math.max(at, other) + 2, 0, ')'),
  (tokens, at) => tokens.with(at, `(SELECT ${tokens[at] ?? ''} FROM events)`),
  (tokens, at, _, inserted) => tokens.with(at, `${inserted}(${tokens[at] ?? ''})`),
  (tokens) => ['SELECT', 'count(*)', 'FROM', '(', ...tokens, ')', 'x'],
]

/** Puts a word in the place of one like it, the first there is from the place on. */
function replaceAlike(tokens: string[], at: number, other: number): string[] {
  for (let step = 0; step < tokens.length; step += 1) {
    const place = (at + step) % tokens.length
    const alike = ALIKE.find((words) => words.includes(tokens[place] ?? ''))
    if (alike !== undefined) return tokens.with(place, alike[other % alike.length] ?? '')
  }
  return tokens
}

/** A text that is some text of ours or an attacker's, changed at a few of its words. */
export const mutatedText: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof(
      { arbitrary: fc.constantFrom(...ADMITTED), weight: 4 },
      { arbitrary: fc.constantFrom(...HOSTILE), weight: 1 },
    ),
    fc.array(
      fc.record({
        mutation: fc.constantFrom(...MUTATIONS),
        at: fc.nat(),
        other: fc.nat(),
        inserted: fc.constantFrom(...INSERTED),
      }),
      { minLength: 1, maxLength: 3, size: 'max' },
    ),
  )
  .map(([text, changes]) => {
    const tokens = text.match(/'(?:[^']|'')*'|[\p{L}\p{N}_.]+|\s+|\S/gu) ?? []
    const changed = changes.reduce<string[]>((words, { mutation, at, other, inserted }) => {
      if (words.length === 0) return [inserted]
      return mutation(words, at % words.length, other % words.length, ` ${inserted} `)
    }, tokens)
    return changed.join('')
  })

/** Characters of SQL in no order, and bytes of any kind read as UTF-8. */
export const noiseText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('utf8')),
  fc.array(fc.constantFrom(...INSERTED), { maxLength: 40, size: 'max' }).map((words) => words.join(' ')),
  fc
    .tuple(fc.constantFrom(...ADMITTED), fc.nat(), fc.string({ unit: 'binary', maxLength: 5 }))
    .map(([text, at, noise]) => text.slice(0, at % text.length) + noise + text.slice(at % text.length)),
)
