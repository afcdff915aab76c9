import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { createChdbConnection, type ChdbConnection } from 'chdb/connection'
import { sql } from '../../../src/kernel/sql.ts'
import { openEngine } from '../../../src/warehouse/engine.ts'
import { migrateWarehouse } from '../../../src/warehouse/migrate.ts'
import { otherEvents, ownEvents, type StoredEvent } from './twin-events.ts'

/** The source that a metric is given: one customer's events in one window. */
export const OWN_SOURCE = sql`(SELECT transaction_id, customer_id, event_type, timestamp, properties FROM events WHERE customer_id = 'me' AND timestamp >= toDateTime64('2024-01-10 00:00:00', 6, 'UTC') AND timestamp < toDateTime64('2024-01-11 00:00:00', 6, 'UTC'))`

// readonly 2 admits settings in the text, which the corpus must not get to anyway. One thread keeps the rows' order.
const LIMITS = `SET max_execution_time = 4, max_memory_usage = 500000000, max_rows_to_read = 1000000,
  max_result_rows = 100000, result_overflow_mode = 'throw', max_threads = 1, readonly = 2`

/** What a query came to: its rows as sorted lines of text, or the engine's refusal. */
export type Outcome = { rows: string[] } | { error: string; code: string }

export interface Twins {
  /** Runs a query in both databases, which differ only in what the source leaves out. */
  run(query: string): Promise<readonly [Outcome, Outcome]>
  close(): Promise<void>
}

/** Opens two databases that hold the same events of one customer and window, and different ones around them. */
export async function openTwins(): Promise<Twins> {
  const path = mkdtempSync(`${tmpdir()}/meterhouse-twins-`)
  const first = await openTwin(path, 'twin_one', [...ownEvents(), ...otherEvents(1, 3)])
  const second = await openTwin(path, 'twin_two', [...ownEvents(), ...otherEvents(2, 11)])
  return {
    run: (query) => Promise.all([outcomeOf(first, query), outcomeOf(second, query)]),
    async close() {
      await first.close()
      await second.close()
      rmSync(path, { recursive: true, force: true })
    },
  }
}

async function openTwin(
  path: string,
  database: string,
  events: readonly StoredEvent[],
): Promise<ChdbConnection> {
  const warehouse = await openEngine({ path }).openDatabase(database)
  await migrateWarehouse(warehouse)
  await warehouse.insert('events', events)
  await warehouse.insert('duplicate_events', otherEvents(database.length, 7))
  await warehouse.command(
    `CREATE OR REPLACE VIEW metric_00000000_0000_4000_8000_000000000001 AS SELECT *, 1 AS value FROM events`,
  )
  await warehouse.close()
  const connection = createChdbConnection({ path })
  await connection.chdb.queryAsync(`USE ${database}`)
  await connection.chdb.queryAsync(LIMITS)
  return connection
}

async function outcomeOf({ chdb }: ChdbConnection, query: string): Promise<Outcome> {
  try {
    const answer = await chdb.queryAsync(query, { format: 'TSV' })
    return { rows: answer.text().split('\n').toSorted() }
  } catch (error) {
    const text = String(error)
    // What the query had put out before it failed would come with the next one's rows (see failed-query.test.ts).
    await chdb.queryAsync('SELECT 1', { format: 'TSV' })
    return { error: text, code: /Code: (\d+)/.exec(text)?.[1] ?? text }
  }
}
