import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { MONTH, REGIONS } from './invent.ts'

const STEP = 1_000_000

/**
 * Stores events of the month in the engine, as ingest would have, each accepted as it happened: half of them requests, half
 * traffic in one of four regions; every customer has as many, at times spread over the month.
 */
export async function fillEvents(warehouse: Warehouse, events: number, customers: number): Promise<void> {
  const seconds = (MONTH.to - MONTH.from) / 1000
  const regions = REGIONS.map((region) => `'${region}'`).join(', ')
  for (let from = 0; from < events; from += STEP) {
    const count = Math.min(STEP, events - from)
    await warehouse.command(`
      INSERT INTO events (transaction_id, customer_id, event_type, timestamp, properties, property_kinds, accepted_at, accepted_sequence)
      SELECT
        concat('event-', toString(number)),
        concat('customer-', toString(number % ${customers})),
        if(intDiv(number, ${customers}) % 2 = 0, 'requests', 'traffic'),
        toDateTime64(${MONTH.from / 1000} + intHash32(number) % ${seconds}, 6, 'UTC') AS at,
        map('region', [${regions}][1 + intHash32(number + 7) % ${REGIONS.length}],
          'gigabytes', toString(toDecimal64(intHash32(number + 13) % 10000, 4) / 1000)),
        'ss', at, number
      FROM numbers(${from}, ${count})`)
  }
  await warehouse.command('OPTIMIZE TABLE events FINAL')
}
