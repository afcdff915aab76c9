import { mkdir } from 'node:fs/promises'
import { createClient } from '@clickhouse/client'
import type { ChdbConnection } from 'chdb/connection'
import { embeddedAsk } from './ask.ts'
import { embeddedClear } from './clear-connection.ts'
import { readDiskSpace, requireSpace } from './disk-space.ts'
import type { Engine } from './engine.ts'
import { DISK_LIMITS, guardDisk } from './guard-disk.ts'
import { embeddedInsert } from './insert-text.ts'
import { embeddedRead } from './read-bytes.ts'
import { openWarehouse, type Connection } from './warehouse.ts'

// A connection runs one query at a time, and two cores gain nothing from more of them: two commits, and duplicates.
const WRITERS_MAX = 3
const READERS_MAX = 3

/** The engine in this process. Connections are told their database with USE, which stays with each. */
export function embeddedEngine(path: string, limits = DISK_LIMITS): Engine {
  return {
    async openDatabase(database) {
      // Before the engine is started, which writes files of its own.
      await mkdir(path, { recursive: true })
      requireSpace(await readDiskSpace(path), limits.reserveBytes)
      const asking = embeddedAsk(await connect(path))
      await asking.ask(`CREATE DATABASE IF NOT EXISTS ${database}`)
      await asking.ask(`USE ${database}`)
      const guard = await guardDisk(path, asking, limits)
      const open = async (count: number) => {
        const connections = Array.from({ length: count }, () => openConnection(path, database))
        return Promise.all(connections)
      }
      return openWarehouse(await open(WRITERS_MAX), await open(READERS_MAX), guard)
    },
  }
}

async function connect(path: string): Promise<ChdbConnection> {
  // Not loaded for a server: it takes memory, and not every system has it.
  const { createChdbConnection } = await import('chdb/connection')
  return createChdbConnection({ path })
}

async function openConnection(path: string, database: string): Promise<Connection> {
  const connection = await connect(path)
  const client = createClient({ connection: connection as unknown as ClientConnection })
  await client.command({ query: `USE ${database}` })
  return {
    client,
    fitParams: (query) => query,
    insertText: embeddedInsert(connection),
    readBytes: embeddedRead(connection),
    clear: embeddedClear(connection),
    close: () => client.close(),
  }
}

// The same interface, declared twice: chdb was compiled against another copy of the client's types.
type ClientConnection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>
