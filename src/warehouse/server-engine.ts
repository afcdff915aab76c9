import { ClickHouseError, ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client'
import { codeOf, messageOf } from '../kernel/errors.ts'
import type { Engine } from './engine.ts'
import { serverInsert } from './insert-text.ts'
import { splitLongParams } from './long-params.ts'
import { readServerAddress, type ServerAddress } from './server-address.ts'
import { limitedSettings, OWN_READS, QUERY_LIMITS, type QueryLimits, type Setting } from './query-limits.ts'
import { serverRead } from './read-bytes.ts'
import { openWarehouse, type Connection } from './warehouse.ts'

const WRITERS_MAX = 2
const READERS_MAX = 8
const LIMITED_MAX = 4

/** A ClickHouse server over HTTP. */
export function serverEngine(url: string, queryLimits: QueryLimits = QUERY_LIMITS): Engine {
  const address = readServerAddress(url)
  return {
    async openDatabase(name) {
      const database = `${address.databasePrefix}${name}`
      await createDatabase(address, database)
      const open = (count: number, settings: readonly Setting[] = []) =>
        Array.from({ length: count }, () => connect(address, database, settings))
      const parts = {
        writers: open(WRITERS_MAX),
        readers: open(READERS_MAX, OWN_READS),
        limited: open(LIMITED_MAX, limitedSettings(queryLimits)),
      }
      return openWarehouse(parts, queryLimits)
    },
  }
}

function connect(address: ServerAddress, database?: string, settings: readonly Setting[] = []): Connection {
  const client = createClient({
    url: address.clientUrl,
    ...(database === undefined ? {} : { database }),
    clickhouse_settings: Object.fromEntries(settings),
    // What would make a long URL goes into the body: proxies refuse those first.
    use_multipart_params_auto: true,
    // Every failure is thrown to us; the client would write it to the console as well.
    log: { level: ClickHouseLogLevel.OFF },
  })
  return {
    client,
    fitParams: splitLongParams,
    insertText: serverInsert(client),
    readBytes: serverRead(client),
    // Each request to a server stands by itself.
    clear: () => Promise.resolve(),
    close: () => client.close(),
  }
}

async function createDatabase(address: ServerAddress, database: string): Promise<void> {
  let client: ClickHouseClient | undefined
  try {
    client = connect(address).client
    await client.command({ query: `CREATE DATABASE IF NOT EXISTS ${database}` })
  } catch (cause) {
    throw new Error(`the ClickHouse server at ${address.shown} ${whyNot(cause)}`, { cause })
  } finally {
    await client?.close()
  }
}

const REFUSALS = new Set(['AUTHENTICATION_FAILED', 'REQUIRED_PASSWORD', 'UNKNOWN_USER', 'WRONG_PASSWORD'])
const ANSWER_SHOWN_MAX = 300

function whyNot(error: unknown): string {
  if (error instanceof ClickHouseError) {
    if (REFUSALS.has(error.type ?? '')) return 'refused the user or the password'
    return `answered: ${error.message.slice(0, ANSWER_SHOWN_MAX)}`
  }
  return `cannot be used: ${codeOf(error) ?? messageOf(error).slice(0, ANSWER_SHOWN_MAX)}`
}
