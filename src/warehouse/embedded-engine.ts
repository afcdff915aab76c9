import { mkdir } from 'node:fs/promises'
import { createClient } from '@clickhouse/client'
import type { Session } from 'chdb'
import type { ChdbConnection } from 'chdb/connection'
import { stringLiteral } from '../kernel/sql.ts'
import { embeddedAsk } from './ask.ts'
import { ChangedHours } from './changed-hours.ts'
import { embeddedClear } from './clear-connection.ts'
import { readDiskSpace, requireSpace } from './disk-space.ts'
import { emptyInput } from './empty-input.ts'
import type { Engine } from './engine.ts'
import { DISK_LIMITS, guardDisk } from './guard-disk.ts'
import { embeddedInsert } from './insert-text.ts'
import { limitedSettings, OWN_READS, QUERY_LIMITS, type QueryLimits, type Setting } from './query-limits.ts'
import { embeddedRead } from './read-bytes.ts'
import { openWarehouse, type Connection } from './warehouse.ts'

// A connection runs one query at a time, and two cores gain nothing from more of them: two commits, and duplicates.
const WRITERS_MAX = 3
const READERS_MAX = 3
const LIMITED_MAX = 2

// What the engine takes only when it starts, with its first connection. Merges give way to queries and commits; columns
// that were read may be kept decompressed (docs/decisions/0013).
const ENGINE_ARGUMENTS: readonly string[] = [
  '--os_threads_nice_value_merge_mutate=10',
  `--uncompressed_cache_size=${String(128 * 1024 * 1024)}`,
]

/**
 * The engine in this process, whose standard input it empties. Connections are told their database with USE, which stays
 * with each.
 */
export function embeddedEngine(
  path: string,
  diskLimits = DISK_LIMITS,
  queryLimits: QueryLimits = QUERY_LIMITS,
): Engine {
  emptyInput()
  return {
    async openDatabase(database) {
      // Before the engine is started, which writes files of its own.
      await mkdir(path, { recursive: true })
      requireSpace(await readDiskSpace(path), diskLimits.reserveBytes)
      const asking = embeddedAsk(await start(path))
      await asking.ask(`CREATE DATABASE IF NOT EXISTS ${database}`)
      await asking.ask(`USE ${database}`)
      const guard = await guardDisk(path, asking, diskLimits)
      const open = (count: number, settings: readonly Setting[] = []) =>
        Promise.all(Array.from({ length: count }, () => openConnection(path, database, settings)))
      const parts = {
        writers: await open(WRITERS_MAX),
        readers: await open(READERS_MAX, OWN_READS),
        limited: await open(LIMITED_MAX, limitedSettings(queryLimits)),
      }
      return openWarehouse(parts, queryLimits, new ChangedHours(), guard)
    },
  }
}

// Not loaded for a server: it takes memory, and not every system has it.
async function start(path: string): Promise<Session> {
  const { Session } = await import('chdb')
  return new Session(path, { connectionArgs: [...ENGINE_ARGUMENTS] })
}

async function connect(path: string): Promise<ChdbConnection> {
  const { createChdbConnection } = await import('chdb/connection')
  return createChdbConnection({ path })
}

async function openConnection(
  path: string,
  database: string,
  settings: readonly Setting[],
): Promise<Connection> {
  const connection = await connect(path)
  const client = createClient({ connection: connection as unknown as ClientConnection })
  await client.command({ query: `USE ${database}` })
  // They stay with the connection, too.
  for (const [name, value] of settings) {
    await client.command({
      query: `SET ${name} = ${typeof value === 'number' ? value : stringLiteral(value).text}`,
    })
  }
  return {
    client,
    fitParams: (query) => query,
    insertText: embeddedInsert(connection),
    readBytes: embeddedRead(connection),
    clear: embeddedClear(connection.chdb),
    close: () => client.close(),
  }
}

// The same interface, declared twice: chdb was compiled against another copy of the client's types.
type ClientConnection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>
