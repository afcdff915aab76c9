import type { Metronome } from '@metronome/sdk'

/** The guide's example: the greatest storage of each day, by region and user, averaged over the days present. */
const DAILY_MAX = `SELECT region, user_id, SUM(max_daily) / SUM(days) AS value
FROM (
  SELECT DATE_TRUNC('day', timestamp) AS day, properties.region, properties.user_id,
    MAX(properties.storage_used) AS max_daily, 1 AS days
  FROM events WHERE event_type = 'storage'
  GROUP BY day, region, user_id
)
GROUP BY region, user_id`

/** Tokens, those of the large model three times; a single aggregation. */
const WEIGHTED = `SELECT properties.model, properties.user_id, count(*) AS calls,
  sum(CASE WHEN properties.model = 'large' THEN properties.tokens * 3 ELSE properties.tokens END) AS value
FROM events WHERE event_type = 'call' GROUP BY model, user_id`

/** The official client reads numbers as doubles; that the service sends every digit has a test of its own. */
export const ROUNDED = Number('12345678901234567890.123456789')

export const CALLS = "SELECT count(*) FROM events WHERE event_type = 'call'"

const EVENTS = [
  ['s1', 'acme', 'storage', '2024-08-01T01:00:00Z', { region: 'eu', user_id: 'ann', storage_used: '10' }],
  ['s2', 'acme-eu', 'storage', '2024-08-01T05:30:00Z', { region: 'eu', user_id: 'ann', storage_used: 30 }],
  ['s3', 'acme', 'storage', '2024-08-01T05:45:00Z', { region: 'us', user_id: 'bob', storage_used: '5' }],
  ['s4', 'acme', 'storage', '2024-08-02T00:00:00Z', { region: 'eu', user_id: 'ann', storage_used: '20' }],
  [
    's5',
    'acme',
    'storage',
    '2024-08-03T23:59:59.999999Z',
    { region: 'us', user_id: 'bob', storage_used: '7' },
  ],
  ['c1', 'acme', 'call', '2024-08-01T01:05:00Z', { model: 'large', user_id: 'ann', tokens: '100' }],
  ['c2', 'acme', 'call', '2024-08-01T01:06:00Z', { model: 'small', user_id: 'ann', tokens: '0.1' }],
  ['c3', 'acme', 'call', '2024-08-01T01:07:00Z', { model: 'small', user_id: 'bob', tokens: '0.2' }],
  [
    'c4',
    'acme',
    'call',
    '2024-08-02T00:00:00Z',
    { model: 'small', tokens: '12345678901234567890.123456789' },
  ],
  ['h1', 'acme', 'heartbeat', '2024-08-01T02:10:00Z', {}],
  ['h2', 'beta', 'heartbeat', '2024-08-01T02:10:00Z', {}],
] as const

export type Size = 'HOUR' | 'DAY' | 'NONE'

/** Customers with events, and SQL metrics on these: `dailyMax` is many aggregations, `weighted` and `calls` are one. */
export async function openSqlMetricUsage({ sandbox }: { readonly sandbox: Metronome }) {
  const { v1 } = sandbox
  /** A metric's id. */
  const create = async (name: string, sql: string) => (await v1.billableMetrics.create({ name, sql })).data.id
  const acme = (await v1.customers.create({ name: 'Acme', ingest_aliases: ['acme', 'acme-eu'] })).data.id
  const beta = (await v1.customers.create({ name: 'Beta', ingest_aliases: ['beta'] })).data.id
  await v1.usage.ingest({
    usage: EVENTS.map(([transaction_id, customer_id, event_type, timestamp, properties]) => ({
      transaction_id,
      customer_id,
      event_type,
      timestamp,
      properties,
    })),
  })
  const dailyMax = await create('Storage', DAILY_MAX)
  const weighted = await create('Weighted tokens', WEIGHTED)
  const calls = await create('Calls', CALLS)
  return { acme, beta, dailyMax, weighted, calls, create }
}
