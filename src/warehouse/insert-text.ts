import { Readable } from 'node:stream'
import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client'
import type { ChdbConnection } from 'chdb/connection'

/** Rows to insert as tab-separated text, which the engine parses: the fastest way in (architecture, decision 2). */
export interface TextInsert {
  table: string
  columns: readonly [string, ...string[]]
  /** Tab-separated rows, each ended by a line feed. */
  body: Buffer
  /** The same for the same rows: an insert whose answer was lost can be repeated with it and is done once. */
  token: string
}

/** Inserts rows; when it returns they are on disk, the tables being made with fsync. */
export type InsertText = (insert: TextInsert) => Promise<void>

/** Straight into the embedded engine: the client's own way would copy the rows into the statement. */
export function embeddedInsert(connection: ChdbConnection): InsertText {
  return async ({ table, columns, body, token }) => {
    await connection.chdb.rawInsert({
      table,
      columns,
      values: body,
      format: 'TSV',
      settings: { insert_deduplication_token: token },
    })
  }
}

// Servers from 26 on gather inserts for a while before they store them; ours are whole commits already.
const AT_ONCE = { async_insert: 0 } as const

/** To a server over HTTP. */
export function serverInsert(client: ClickHouseClient): InsertText {
  return async ({ table, columns, body, token }) => {
    try {
      await client.insert({
        table,
        columns: [...columns],
        values: Readable.from([body], { objectMode: false }),
        format: 'TabSeparated',
        clickhouse_settings: { ...AT_ONCE, insert_deduplication_token: token },
      })
    } catch (cause) {
      throw cause instanceof ClickHouseError ? cause : new InsertUnsettledError(cause)
    }
  }
}

/** An insert that was sent and not answered: it may be done, not done, or still under way. */
export class InsertUnsettledError extends Error {
  constructor(cause: unknown) {
    super('the warehouse did not answer an insert', { cause })
  }
}
