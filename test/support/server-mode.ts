import { z } from 'zod'
import { openEngine } from '../../src/warehouse/engine.ts'
import { migrateWarehouse } from '../../src/warehouse/migrate.ts'
import type { ParamValue } from '../../src/warehouse/query.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import type { ClickHouseStandIn } from './clickhouse-server/start.ts'
import { startTestService } from './service.ts'
import { run } from './warehouse.ts'

/** Runs a SELECT of a test's own. */
export function select(
  warehouse: Warehouse,
  query: string,
  params: Readonly<Record<string, ParamValue>> = {},
) {
  return run(warehouse, query, params, z.record(z.string(), z.unknown()))
}

/** A migrated database of a server, with options of the client as an URL has them: `?compression_request=1`. */
export async function openDatabase(
  server: ClickHouseStandIn,
  name: string,
  options = '',
): Promise<Warehouse> {
  const warehouse = await openEngine({ url: `${server.url}/${options}` }).openDatabase(name)
  await migrateWarehouse(warehouse)
  return warehouse
}

export const EVENT = { customer_id: 'acme', event_type: 'request', properties: { tokens: 10 } }

export type Metered = Awaited<ReturnType<typeof startMetered>>

/** A service on a server, whose sandbox has a customer and a metric: the sum of tokens. Whoever starts it stops it. */
export async function startMetered(server: ClickHouseStandIn, databasePrefix: string, options = '') {
  const service = await startTestService({ clickhouseUrl: `${server.url}/${databasePrefix}${options}` })
  await service.setClock('2024-08-18T12:00:00Z')
  const { v1 } = service.sandbox
  const customerId = (await v1.customers.create({ name: 'Acme', ingest_aliases: ['acme'] })).data.id
  const sum = { aggregation_type: 'SUM', aggregation_key: 'tokens' } as const
  const property_filters = [{ name: 'tokens', exists: true }]
  const metricId = (await v1.billableMetrics.create({ name: 'Tokens', ...sum, property_filters })).data.id
  /** Sends events of 10 tokens each, at noon of the given days. @returns the status. */
  const send = async (...events: (readonly [id: string, day: string])[]) => {
    const body = events.map(([id, day]) => ({ ...EVENT, transaction_id: id, timestamp: `${day}T12:00:00Z` }))
    return (await service.request('POST', '/v1/ingest', { body })).status
  }
  const readUsage = () =>
    service.request('POST', '/v1/usage/groups', {
      body: {
        customer_id: customerId,
        billable_metric_id: metricId,
        window_size: 'NONE',
        starting_on: '2024-07-01T00:00:00Z',
        ending_before: '2024-09-01T00:00:00Z',
      },
    })
  const tokens = async () => {
    const { body } = await readUsage()
    return (body as { data: { value: number }[] }).data[0]?.value ?? 0
  }
  const stored = async (table: 'events' | 'duplicate_events') => {
    const query = `SELECT transaction_id FROM ${table} ORDER BY accepted_sequence`
    return (await select(service.warehouse('sandbox'), query)).map((row) => row['transaction_id'])
  }
  return { service, send, readUsage, tokens, stored }
}
