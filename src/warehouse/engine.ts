import { createClient, type ClickHouseClient } from '@clickhouse/client'
import { createChdbConnection } from 'chdb/connection'
import { openWarehouse, type Warehouse } from './warehouse.ts'

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
      await first.command({ query: `CREATE DATABASE IF NOT EXISTS ${database}` })
      await first.close()
      const clients: ClickHouseClient[] = []
      for (let index = 0; index < READERS_MAX + 1; index += 1) {
        const client = connect(location, database)
        if ('path' in location) await client.command({ query: `USE ${database}` })
        clients.push(client)
      }
      const [writer, ...readers] = clients
      if (writer === undefined) throw new Error('the pool is empty')
      return openWarehouse(writer, readers)
    },
  }
}

// The same interface, declared twice: chdb was compiled against another copy of the client's types.
type Connection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>

function connect(location: EngineLocation, database?: string): ClickHouseClient {
  if ('path' in location) {
    return createClient({
      connection: createChdbConnection({ path: location.path }) as unknown as Connection,
    })
  }
  return createClient({ url: location.url, ...(database === undefined ? {} : { database }) })
}
