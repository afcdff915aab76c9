import { openEngine } from '../../src/warehouse/engine.ts'
import { eventsSql } from '../usage/invented-events.ts'

/** Stores the invented events in the sandbox of a stopped service, as ingest would have, each accepted as it happened. */
const [path = '', text = '0'] = process.argv.slice(2)
const events = Number(text)
const warehouse = await openEngine({ path }).openDatabase('meterhouse_sandbox')
const STEP = 1_000_000
for (let from = 0; from < events; from += STEP) {
  const count = Math.min(STEP, events - from)
  await warehouse.command(`
    INSERT INTO events (transaction_id, customer_id, event_type, timestamp, properties, property_kinds, accepted_at, accepted_sequence)
    SELECT transaction_id, customer, type, at,
      map('amount', amount, 'model', model, 'region', region, 'user_id', user_id, 'status', status, 'latency_ms', latency_ms),
      'ssssss', at, number
    FROM (${eventsSql(from, count, events)})`)
}
// What an hour does to a month that is over (migration 0013).
for (const month of ['202603', '202604'])
  await warehouse.command(`OPTIMIZE TABLE events PARTITION ${month} FINAL`)
await warehouse.close()
process.exit(0)
