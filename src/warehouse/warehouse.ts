import type { ClickHouseClient } from '@clickhouse/client'
import { stringLiteral, type Sql } from '../kernel/sql.ts'
import type { InsertText } from './insert-text.ts'
import type { BoundQuery } from './long-params.ts'
import { openPool } from './pool.ts'
import type { NoParams, ParamValue, Query } from './query.ts'
import type { ReadBytes } from './read-bytes.ts'
import { wholeWords } from './whole-words.ts'

/** One environment's database in the engine. */
export interface Warehouse {
  /** Runs a query and gives its rows, checked against its schema. @throws where the engine refuses or fails. */
  run<Params extends Readonly<Record<string, ParamValue>>, Row>(
    query: Query<Params, Row>,
    params: Params,
    fragments?: Readonly<Record<string, Sql>>,
  ): Promise<Row[]>
  /**
   * Runs a query of one 64-bit column and hands over its values in batches, each value as its low and high 32 bits;
   * for millions of rows, which objects would not bear.
   */
  readWords(query: Query<NoParams, unknown>, take: (words: Uint32Array) => void): Promise<void>
  /** Runs a statement of ours that returns nothing (migrations, views). */
  command(statement: string): Promise<void>
  /** Inserts a few rows; when it returns they are on disk, the tables being made with fsync. */
  insert(table: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void>
  /** Inserts many rows as text. @throws where it is not known that they were stored. */
  insertText: InsertText
  close(): Promise<void>
}

/** A connection to the engine, bound to one database. */
export interface Connection {
  readonly client: ClickHouseClient
  /** Rewrites a query whose parameters are longer than this connection can carry. */
  readonly fitParams: (query: BoundQuery) => BoundQuery
  readonly insertText: InsertText
  readonly readBytes: ReadBytes
  close(): Promise<void>
}

// Decimals and 64-bit integers as JSON numbers would lose digits (architecture, decision 2).
const EXACT_OUTPUT = 'output_format_json_quote_decimals = 1, output_format_json_quote_64bit_integers = 1'

/** Makes a warehouse of one connection that writes and several that read. */
export function openWarehouse(writer: Connection, readers: readonly Connection[]): Warehouse {
  const writing = openPool([writer])
  const reading = openPool(readers)
  return {
    async run(query, params, fragments = {}) {
      const text = query.compose(fragments).text
      const tagged = `${text}\nSETTINGS log_comment = ${stringLiteral(query.name).text}, ${EXACT_OUTPUT}`
      const rows = await reading.use(async ({ client, fitParams }) => {
        const bound = fitParams({ text: tagged, params })
        const result = await client.query({
          query: bound.text,
          query_params: bound.params,
          format: 'JSONEachRow',
        })
        return result.json()
      })
      return rows.map((row) => query.row.parse(row))
    },
    async readWords(query, take) {
      await reading.use(async ({ readBytes }) => {
        const tagged = `${query.compose({}).text}\nSETTINGS log_comment = ${stringLiteral(query.name).text}`
        for await (const words of wholeWords(readBytes(tagged))) take(words)
      })
    },
    async command(statement) {
      await writing.use(({ client }) => client.command({ query: statement }))
    },
    async insert(table, rows) {
      if (rows.length === 0) return
      await writing.use(({ client }) => client.insert({ table, values: rows.slice(), format: 'JSONEachRow' }))
    },
    insertText: (insert) => writing.use((connection) => connection.insertText(insert)),
    async close() {
      await Promise.all([writing.close(), reading.close()])
    },
  }
}
