import type { ClickHouseClient } from '@clickhouse/client'
import type { ChdbConnection } from 'chdb/connection'

/** Runs a query and gives its rows as the engine's row binary, in chunks of any length. */
export type ReadBytes = (text: string) => AsyncIterable<Uint8Array>

/** From the embedded engine. */
export function embeddedRead(connection: ChdbConnection): ReadBytes {
  return async function* read(text) {
    for await (const chunk of connection.chdb.queryStream(text, { format: 'RowBinary' })) yield chunk.raw()
  }
}

/** From a server over HTTP. */
export function serverRead(client: ClickHouseClient): ReadBytes {
  return async function* read(text) {
    const { stream } = await client.exec({
      query: `${text}\nFORMAT RowBinary`,
      // An exception in the middle of the answer would look like more rows.
      clickhouse_settings: { wait_end_of_query: 1 },
    })
    for await (const chunk of stream) yield chunk as Uint8Array
  }
}
