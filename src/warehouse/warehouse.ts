import type { ClickHouseClient } from '@clickhouse/client'
import { stringLiteral, type Sql } from '../kernel/sql.ts'
import type { ChangedHours } from './changed-hours.ts'
import { guardConnections, type ConnectionParts } from './guard-connections.ts'
import type { InsertText } from './insert-text.ts'
import type { BoundQuery } from './long-params.ts'
import type { Pooled } from './pool.ts'
import type { NoParams, Query } from './query.ts'
import type { QueryLimits } from './query-limits.ts'
import type { ReadBytes } from './read-bytes.ts'
import { openReads, type Answer, type WarehouseReads } from './warehouse-reads.ts'
import { wholeWords } from './whole-words.ts'
import type { Write, WriteGuard } from './write-guard.ts'

/** One environment's database in the engine. */
export interface Warehouse extends WarehouseReads {
  /** When events were last stored, to be noted by who stores them; null where others may store some, too. */
  readonly changedHours: ChangedHours | null
  /** What `run` and `runLimited` ask, for who reads in another thread. */
  readonly answer: Answer
  /** What `runLimited` is held to. */
  readonly limits: QueryLimits
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
  const answer: Answer = (asked) =>
    asked.isLimited ? connections.readLimited(askFor(asked)) : connections.read(askFor(asked))
  return {
    changedHours,
    answer,
    limits,
    ...openReads(answer, limits),
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
  return async ({ client, fitParams }: Connection): Promise<string> => {
    const { text, params } = fitParams(query)
    const result = await client.query({
      query: text,
      query_params: params,
      format: 'JSONColumnsWithMetadata',
    })
    return result.text()
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
