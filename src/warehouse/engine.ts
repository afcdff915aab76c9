import { createClient } from '@clickhouse/client'
import { createChdbConnection } from 'chdb/connection'
import { clientInsert, embeddedInsert } from './insert-text.ts'
import { openWarehouse, type Connection, type Warehouse } from './warehouse.ts'

/** Where the warehouse is: a folder for the embedded engine, or a ClickHouse server's address. */
export type EngineLocation = { path: string } | { url: string }

/** A ClickHouse engine; each environment has a database in it (decision 8). */
export interface Engine {
  openDatabase(database: string): Promise<Warehouse>
}

// An embedded connection runs one query at a time, and two cores gain nothing from more of them.
const READERS_MAX = 3

/** Connects to the engine. Embedded connections are told their database with USE, which stays with each. */
export function openEngine(location: EngineLocation): Engine {
  return {
    async openDatabase(database) {
      const first = connect(location)
      await first.client.command({ query: `CREATE DATABASE IF NOT EXISTS ${database}` })
      await first.close()
      const connections: Connection[] = []
      for (let index = 0; index < READERS_MAX + 1; index += 1) {
        const connection = connect(location, database)
        if ('path' in location) await connection.client.command({ query: `USE ${database}` })
        connections.push(connection)
      }
      const [writer, ...readers] = connections
      if (writer === undefined) throw new Error('the pool is empty')
      return openWarehouse(writer, readers)
    },
  }
}

function connect(location: EngineLocation, database?: string): Connection {
  return 'path' in location ? connectEmbedded(location.path) : connectServer(location.url, database)
}

function connectEmbedded(path: string): Connection {
  const connection = createChdbConnection({ path })
  const client = createClient({ connection: connection as unknown as ClientConnection })
  return { client, insertText: embeddedInsert(connection), close: () => client.close() }
}

function connectServer(url: string, database?: string): Connection {
  const client = createClient({ url, ...(database === undefined ? {} : { database }) })
  return { client, insertText: clientInsert(client), close: () => client.close() }
}

// The same interface, declared twice: chdb was compiled against another copy of the client's types.
type ClientConnection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>
