import type { ClickHouseClient } from '@clickhouse/client'
import { stringLiteral, type Sql } from '../kernel/sql.ts'
import type { ChangedHours } from './changed-hours.ts'
import { guardConnections, type ConnectionParts } from './guard-connections.ts'
import type { InsertText } from './insert-text.ts'
import { limitedQueryError } from './limited-query-error.ts'
import type { BoundQuery } from './long-params.ts'
import type { Pooled } from './pool.ts'
import type { NoParams, ParamValue, Query } from './query.ts'
import { EXACT_OUTPUT, type QueryLimits, type Setting } from './query-limits.ts'
import type { ReadBytes } from './read-bytes.ts'
import { readRows, type Columns } from './read-rows.ts'
import { wholeWords } from './whole-words.ts'
import type { Write, WriteGuard } from './write-guard.ts'

/** One environment's database in the engine. */
export interface Warehouse {
  /** When events were last stored, to be noted by who stores them; null where others may store some, too. */
  readonly changedHours: ChangedHours | null
  /** Runs a query and gives its rows, checked against its schema. @throws where the engine refuses or fails. */
  run<Params extends Readonly<Record<string, ParamValue>>, Row>(
    query: Query<Params, Row>,
    params: Params,
    fragments?: Readonly<Record<string, Sql>>,
  ): Promise<Row[]>
  /**
   * Runs a query around SQL that others wrote, read-only and under limits, on connections that no other query uses.
   * @throws LimitedQueryError where the limits or the data do not admit it; any other failure is ours.
   */
  runLimited: Warehouse['run']
  /**
   * Runs a query of one 64-bit column and hands over its values in batches, each value as its low and high 32 bits;
   * for millions of rows, which objects would not bear.
   */
  readWords(
    query: Query<NoParams, unknown>,
    take: (words: Uint32Array) => void,
    fragments?: Readonly<Record<string, Sql>>,
  ): Promise<void>
  /** Runs a statement of ours that returns nothing (migrations, views). */
  command(statement: string): Promise<void>
  /** Inserts a few rows; when it returns they are on disk, the tables being made with fsync. */
  insert(table: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void>
  /** Inserts many rows as text. @throws where it is not known that they were stored. */
  insertText: InsertText
  close(): Promise<void>
}

/** A connection to the engine, bound to one database. */
export interface Connection extends Pooled {
  readonly client: ClickHouseClient
  /** Rewrites a query whose parameters are longer than this connection can carry. */
  readonly fitParams: (query: BoundQuery) => BoundQuery
  readonly insertText: InsertText
  readonly readBytes: ReadBytes
}

// Looking for projections, of which there are none, takes half a millisecond a query. By default a customer's month is
// read on one core.
const READING: readonly Setting[] = [
  ...EXACT_OUTPUT,
  ['optimize_use_projections', 0],
  ['optimize_use_implicit_projections', 0],
  ['merge_tree_min_rows_for_concurrent_read', 32_768],
  ['merge_tree_min_bytes_for_concurrent_read', 4_194_304],
]
const settingsText = (settings: readonly Setting[]) =>
  settings.map(([name, value]) => `${name} = ${value}`).join(', ')
const READING_ONCE = settingsText(READING)
const READING_AGAIN = settingsText([...READING, ['use_uncompressed_cache', 1]])

/**
 * Makes a warehouse of its connections.
 * @param limits what the connections for other people's SQL are held to.
 * @param changedHours where nobody else stores events.
 * @param guard stands around the writes, where the engine needs it.
 */
export function openWarehouse(
  parts: ConnectionParts,
  limits: QueryLimits,
  changedHours: ChangedHours | null = null,
  guard: WriteGuard | null = null,
): Warehouse {
  const connections = guardConnections(parts, guard)
  return {
    changedHours,
    async run(query, params, fragments = {}) {
      const text = query.compose(fragments).text
      const reading = query.isReadAgain === true ? READING_AGAIN : READING_ONCE
      const tagged = `${text}\nSETTINGS log_comment = ${stringLiteral(query.name).text}, ${reading}`
      return readRows(query.row, await connections.read(askFor({ text: tagged, params })))
    },
    async runLimited(query, params, fragments = {}) {
      const { text } = query.compose(fragments)
      const columns = await connections.readLimited(askFor({ text, params })).catch((error: unknown) => {
        throw limitedQueryError(error, limits)
      })
      return readRows(query.row, columns)
    },
    async readWords(query, take, fragments = {}) {
      await connections.readOnce(async ({ readBytes }) => {
        const tagged = `${query.compose(fragments).text}\nSETTINGS log_comment = ${stringLiteral(query.name).text}`
        for await (const words of wholeWords(readBytes(tagged))) take(words)
      })
    },
    command: (statement) =>
      connections.write({
        bytes: statement.length,
        run: ({ client }) => client.command({ query: statement }),
        undo: undoOf(statement),
      }),
    async insert(table, rows) {
      if (rows.length === 0) return
      const values = rows.slice()
      await connections.write({
        bytes: 0,
        run: ({ client }) => client.insert({ table, values, format: 'JSONEachRow' }),
      })
    },
    insertText: (insert) =>
      connections.write({ bytes: insert.body.length, run: (connection) => connection.insertText(insert) }),
    close: () => connections.close(),
  }
}

function askFor(query: BoundQuery) {
  return async ({ client, fitParams }: Connection): Promise<Columns> => {
    const { text, params } = fitParams(query)
    const result = await client.query({
      query: text,
      query_params: params,
      format: 'JSONColumnsWithMetadata',
    })
    // The client's types know no columns.
    const { data } = JSON.parse(await result.text()) as { data: Columns }
    return data
  }
}

/**
 * A view whose file was cut short would end the next start, while one that is missing is made by it. A table's definition
 * is written down once more, which the engine does only where it changes.
 */
function undoOf(statement: string): Write['undo'] {
  const [, view] = /^CREATE OR REPLACE VIEW (\S+)/.exec(statement) ?? []
  if (view === undefined) return undefined
  return ({ client }) => client.command({ query: `DROP VIEW IF EXISTS ${view} SYNC` })
}
