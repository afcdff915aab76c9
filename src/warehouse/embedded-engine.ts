import { createClient } from '@clickhouse/client'
import type { Engine } from './engine.ts'
import { guardDisk } from './guard-disk.ts'
import { embeddedInsert } from './insert-text.ts'
import { embeddedRead } from './read-bytes.ts'
import { openWarehouse, type Connection } from './warehouse.ts'

// A connection runs one query at a time, and two cores gain nothing from more of them.
const READERS_MAX = 3

/** The engine in this process. Connections are told their database with USE, which stays with each. */
export function embeddedEngine(path: string): Engine {
  return {
    async openDatabase(database) {
      const first = await connect(path)
      await first.client.command({ query: `CREATE DATABASE IF NOT EXISTS ${database}` })
      await first.close()
      const open = async () => {
        const connection = await connect(path)
        await connection.client.command({ query: `USE ${database}` })
        return connection
      }
      const writer = await open()
      const readers: Connection[] = []
      for (let index = 0; index < READERS_MAX; index += 1) readers.push(await open())
      return openWarehouse(writer, readers)
    },
  }
}

async function connect(path: string): Promise<Connection> {
  // Not loaded for a server: it takes memory, and not every system has it.
  const { createChdbConnection } = await import('chdb/connection')
  const connection = createChdbConnection({ path })
  const client = createClient({ connection: connection as unknown as ClientConnection })
  return {
    client,
    fitParams: (query) => query,
    insertText: guardDisk(path, embeddedInsert(connection)),
    readBytes: embeddedRead(connection),
    close: () => client.close(),
  }
}

// The same interface, declared twice: chdb was compiled against another copy of the client's types.
type ClientConnection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>
