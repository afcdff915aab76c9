import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

/** Event search tells which SQL metrics an event matches: by the WHERE beside any table `events` of their text. */
describe('event search and SQL metrics', () => {
  let service: TestService
  const ids: Record<string, string> = {}

  const send = (transaction_id: string, event_type: string, properties: Record<string, unknown>) =>
    service.sandbox.v1.usage.ingest({
      usage: [
        {
          transaction_id,
          customer_id: 'acme',
          event_type,
          timestamp: '2024-08-19T10:00:00.123456Z',
          properties,
        },
      ],
    })
  const create = async (name: string, sql: string, more: object = {}) => {
    const answer = await service.request('POST', '/v1/billable-metrics/create', {
      body: { name, sql, ...more },
    })
    ids[name] = (answer.body as { data: { id: string } }).data.id
  }

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-20T12:00:00Z')
    await create(
      'calls',
      "SELECT sum(properties.tokens) AS value FROM events WHERE event_type = 'call' AND properties.tokens > 5",
    )
    await create(
      'either',
      "SELECT count(*) FROM (SELECT transaction_id FROM events WHERE event_type = 'text' UNION ALL SELECT transaction_id FROM events WHERE properties.region = 'eu')",
    )
    await create('all', 'SELECT count(*) FROM events')
    await send('e1', 'call', { tokens: 10, region: 'eu' })
    await send('e2', 'call', { tokens: '3' })
    await send('e3', 'text', {})
    await create('later', 'SELECT count(*) FROM events', { applies_from: 'creation' })
    // A duplicate with another payload, which matches for itself.
    await send('e2', 'call', { tokens: 7 })
    await service.sandbox.v1.billableMetrics.create({
      name: 'streaming',
      aggregation_type: 'SUM',
      aggregation_key: 'tokens',
      property_filters: [{ name: 'tokens', exists: true }],
    })
  })
  afterAll(() => service.stop())

  it('lists them as custom SQL, each event and each duplicate by what it holds', async () => {
    const found = await service.sandbox.v1.usage.search({ transactionIds: ['e1', 'e2', 'e3'] })
    const matched = found.map(({ transaction_id, is_duplicate, matched_billable_metrics = [] }) => [
      transaction_id,
      is_duplicate,
      matched_billable_metrics.map(({ name }) => name),
    ])
    expect(matched).toEqual([
      ['e1', false, ['calls', 'either', 'all', 'streaming']],
      ['e2', false, ['all', 'streaming']],
      ['e3', false, ['either', 'all']],
      ['e2', true, ['calls', 'all', 'later', 'streaming']],
    ])
    expect(found[0]?.matched_billable_metrics?.[0]).toEqual({
      id: ids['calls'],
      name: 'calls',
      aggregation_type: 'custom_sql',
      sql: "SELECT sum(properties.tokens) AS value FROM events WHERE event_type = 'call' AND properties.tokens > 5",
      group_keys: [],
      custom_fields: {},
      applies_from: 'history',
      view: `metric_${ids['calls']?.replaceAll('-', '_')}`,
    })
  })

  it('gives no reason where one does not match', async () => {
    const answer = await service.request('POST', '/v1/events/search', { body: { transactionIds: ['e3'] } })
    const [event] = answer.body as { unmatched_billable_metrics: { name: string }[] }[]
    expect(event?.unmatched_billable_metrics.map(({ name }) => name)).toEqual(['streaming'])
  })

  it('leaves out archived ones, and finds nothing of no event', async () => {
    await service.sandbox.v1.billableMetrics.archive({ id: ids['all'] ?? '' })
    const [event] = await service.sandbox.v1.usage.search({ transactionIds: ['e3'] })
    expect(event?.matched_billable_metrics?.map(({ name }) => name)).toEqual(['either'])
    expect(await service.sandbox.v1.usage.search({ transactionIds: ['none'] })).toEqual([])
    expect(await service.sandbox.v1.usage.search({ transactionIds: [] })).toEqual([])
  })

  it('says which metric it is whose condition cannot be computed for an event', async () => {
    await create('overflowing', 'SELECT count(*) FROM events WHERE properties.big * properties.big > 1')
    await send('e4', 'big', { big: '1e37' })
    const answer = await service.request('POST', '/v1/events/search', { body: { transactionIds: ['e4'] } })
    expect([answer.status, answer.body]).toMatchObject([
      400,
      {
        message: expect.stringContaining(
          `billable metric ${ids['overflowing']}: its SQL computes a number`,
        ) as string,
      },
    ])
  })
})
