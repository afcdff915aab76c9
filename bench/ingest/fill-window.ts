import { openEngine } from '../../src/warehouse/engine.ts'
import { migrateWarehouse } from '../../src/warehouse/migrate.ts'

/** Fills a fresh data folder's sandbox with events that were accepted yesterday. */
const [path = '', events = '0'] = process.argv.slice(2)
const warehouse = await openEngine({ path }).openDatabase('meterhouse_sandbox')
await migrateWarehouse(warehouse)
const STEP = 5_000_000
for (let from = 0; from < Number(events); from += STEP) {
  const count = Math.min(STEP, Number(events) - from)
  await warehouse.command(`
    INSERT INTO events (transaction_id, customer_id, event_type, timestamp, properties, property_kinds, accepted_at, accepted_sequence)
    SELECT concat('old-', toString(number), '-5f2c9a'), concat('customer-', toString(number % 2000)), 'llm_request',
      now() - INTERVAL 1 DAY - toIntervalSecond(number % 800000), map('model', 'gpt-small', 'status', '200'), 'ss',
      now() - INTERVAL 1 DAY, number
    FROM numbers(${from}, ${count})`)
}
// What is left to merge would go on beside the trial.
await warehouse.command('OPTIMIZE TABLE events')
await warehouse.close()
process.exit(0)
