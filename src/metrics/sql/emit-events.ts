import { identifier, joinSql, sql, stringLiteral, type Sql } from '../../kernel/sql.ts'
import { emitNumber } from '../emit-number.ts'
import { emitMapText } from '../property-columns.ts'
import type { EventRead, Relation } from './typed-tree.ts'

/** The table `events` of a query. */
export type EventReads = Extract<Relation, { kind: 'events' }>

/**
 * Reads of each event of a source what a query uses, each property once.
 * @param keys columns of the source to keep, as `k0`, `k1`, …
 */
export function emitEvents({ reads, numbers, isOuter }: EventReads, source: Sql, keys: readonly Sql[]): Sql {
  const keyNames = keys.map((_, index) => identifier(`k${index}`))
  const names = reads.map(({ column }) => identifier(`c${column}`))
  const columns = [
    ...keys.map((key, index) => sql`${key} AS ${identifier(`k${index}`)}`),
    ...reads.map(
      ({ column, source: from }) => sql`${emitRead(from, isOuter)} AS ${identifier(`c${column}`)}`,
    ),
  ]
  const all = columns.length === 0 ? [sql`1 AS present`] : columns
  return emitNumbers(numbers, [...keyNames, ...names], sql`SELECT ${joinSql(all, ', ')} FROM ${source}`)
}

/** Adds to a query `n<id>` beside `c<id>`: the text as a number. */
export function emitNumbers(numbers: ReadonlySet<number>, columns: readonly Sql[], query: Sql): Sql {
  if (numbers.size === 0) return query
  const added = [...numbers].map((id) => sql`${emitNumber(identifier(`c${id}`))} AS ${identifier(`n${id}`)}`)
  return sql`SELECT ${joinSql([...columns, ...added], ', ')} FROM (${query})`
}

function emitRead(source: EventRead['source'], isOuter: boolean): Sql {
  // Left as they are, columns are found by the table's order; in an outer join, they need a type that takes NULL.
  if (typeof source === 'string') return isOuter ? sql`toNullable(${identifier(source)})` : identifier(source)
  const [first = '', ...rest] = source.path
  const text = emitMapText(first)
  return rest.length === 0 ? text : emitNested(text, rest)
}

// Marks a number that was made a string below; two private characters that no text has any use for.
const MARK = '\uE000\uE001'

/**
 * The text at a path within JSON: strings unquoted, numbers with all their digits, NULL where there is nothing or null.
 * The engine's JSON functions read numbers as doubles, so that all numbers are made strings first.
 */
function emitNested(json: Sql, path: readonly string[]): Sql {
  const keys = joinSql(path.map(stringLiteral), ', ')
  const tokens = stringLiteral(String.raw`"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|[^"0-9-]+`)
  const mark = stringLiteral(MARK)
  const marked = sql`arrayStringConcat(arrayMap(x -> if(match(x, '^[-0-9]'), concat('"', ${mark}, x, '"'), x), extractAll(ifNull(${json}, ''), ${tokens})))`
  const text = sql`replaceOne(JSONExtractString(j, ${keys}), ${mark}, '')`
  const numbers = stringLiteral(`"${MARK}([^"]*)"`)
  const raw = sql`replaceRegexpAll(JSONExtractRaw(j, ${keys}), ${numbers}, ${stringLiteral(String.raw`\1`)})`
  const type = sql`toString(JSONType(j, ${keys}))`
  return sql`arrayMap(j -> multiIf(${type} = 'Null', NULL, ${type} = 'String', ${text}, ${raw}), [${marked}])[1]`
}
