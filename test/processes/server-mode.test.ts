import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEngine } from '../../src/warehouse/engine.ts'
import { languageModelQuickStart } from '../scenarios/language-model-quick-start.ts'
import { startClickHouseStandIn, type ClickHouseStandIn } from '../support/clickhouse-server/start.ts'
import { limitedQueries } from '../support/limited-queries.ts'
import { EVENT, type Metered, select, startMetered } from '../support/server-mode.ts'
import { startTestService, type TestService } from '../support/service.ts'

/**
 * CLICKHOUSE_URL: the same service with a server over HTTP. No server can be installed here, so it is the stand-in of
 * test/support/clickhouse-server, whose main.ts says what it imitates.
 */
let server: ClickHouseStandIn

beforeAll(async () => {
  server = await startClickHouseStandIn()
})
afterAll(() => server.stop())

describe('the language model quick start, on a server', () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService({ clickhouseUrl: server.url })
  })
  afterAll(() => service.stop())

  languageModelQuickStart(() => service)

  it('was all done there, in the database of the environment', async () => {
    const seen = await server.takeRequests()
    expect(new Set(seen.map(({ database }) => database))).toEqual(
      new Set(['default', 'meterhouse_sandbox', 'meterhouse_production']),
    )
    expect(
      seen.filter(({ query }) => /^CREATE OR REPLACE VIEW metric_[0-9a-f]{8}_/.test(query)),
    ).toHaveLength(1)
  })

  it('is there after a restart, its views written anew and a stray one gone', async () => {
    const views = `SELECT name FROM system.tables WHERE database = currentDatabase() AND engine = 'View'`
    const before = await select(service.warehouse('sandbox'), views)
    await service.warehouse('sandbox').command('CREATE VIEW metric_stray AS SELECT 1 AS one')
    await service.restart()
    const seen = await server.takeRequests()
    expect(
      seen.filter(({ query }) => /^CREATE OR REPLACE VIEW metric_[0-9a-f]{8}_/.test(query)),
    ).toHaveLength(1)
    expect(await select(service.warehouse('sandbox'), views)).toEqual(before)
    const [row] = await select(service.warehouse('sandbox'), 'SELECT count() AS n FROM events')
    expect(row).toEqual({ n: '5' })
  })
})

describe('a query around SQL that others wrote, on a server', () => {
  limitedQueries((limits) => openEngine({ url: server.url }, limits).openDatabase('limited'))
})

describe('SQL metrics, on a server', () => {
  let metered: Metered
  beforeAll(async () => {
    metered = await startMetered(server, 'sql')
    await metered.send(['a', '2024-08-01'], ['b', '2024-08-01'], ['c', '2024-08-03'])
  })
  afterAll(() => metered.service.stop())

  const ONE = 'SELECT properties.tokens, sum(properties.tokens) AS value FROM events GROUP BY 1'
  const MANY = 'SELECT max(n) AS value FROM (SELECT count(*) AS n FROM events GROUP BY timestamp)'

  it.each([
    ['one aggregation', ONE, [20, null, 10]],
    ['many', MANY, [2, null, 1]],
  ])('are created, confirmed and evaluated: %s', async (name, sql, values) => {
    await server.takeRequests()
    const { v1 } = metered.service.sandbox
    const metric = (await v1.billableMetrics.create({ name, sql })).data
    const rows = await Array.fromAsync(
      v1.usage.list({
        billable_metrics: [{ id: metric.id }],
        window_size: 'DAY',
        starting_on: '2024-08-01T00:00:00Z',
        ending_before: '2024-08-04T00:00:00Z',
      }),
    )
    expect(rows.map(({ value }) => value)).toEqual(values)
    const limited = (await server.takeRequests()).filter(({ settings }) => settings['readonly'] === '1')
    expect(limited.length).toBeGreaterThan(2)
    for (const { settings } of limited) {
      expect(settings).toMatchObject({ max_execution_time: '10', max_memory_usage: '1073741824' })
    }
  })

  it('are checked, matched and refused as the embedded engine does', async () => {
    const check = (sql: string) =>
      metered.service.request('POST', '/ext/sql-metrics/check', { body: { sql } })
    // Longer than a server takes in one parameter, with characters of two halves where its parts may be cut.
    const sums = Array.from({ length: 80 }, (_, index) => `sum(properties."😀 ${index}") AS c${index}`)
    const long = await check(
      `SELECT ${sums.join(', ')} FROM events WHERE event_type = '{{rows}} {parts:Array(String)}'`,
    )
    const { clickhouse_sql: written } = (long.body as { data: { clickhouse_sql: string } }).data
    expect(written.length).toBeGreaterThan(131_072)
    for (const part of [...sums.map((_, index) => `'😀 ${index}'`), "'{{rows}} {parts:Array(String)}'"]) {
      expect(written).toContain(part)
    }
    const [event] = await metered.service.sandbox.v1.usage.search({ transactionIds: ['c'] })
    expect(event?.matched_billable_metrics?.map(({ name }) => name)).toEqual([
      'Tokens',
      'one aggregation',
      'many',
    ])
    const refused = await check('SELECT 1 FROM system.tables')
    expect(refused.body).toMatchObject({ data: { is_admitted: false } })
  })
})

describe('services that share a server', () => {
  it('have databases of their own, one for each environment', async () => {
    const [one, two] = await Promise.all([startMetered(server, 'one'), startMetered(server, 'two')])
    await one.send(['same id', '2024-08-01'])
    await two.send(['same id', '2024-08-01'], ['other id', '2024-08-02'])
    const event = { ...EVENT, transaction_id: 'same id', timestamp: new Date().toISOString() }
    const sent = await one.service.request('POST', '/v1/ingest', { body: [event], environment: 'production' })
    expect(sent.status).toBe(200)
    expect([await one.tokens(), await two.tokens()]).toEqual([10, 20])
    const perDatabase = `SELECT database, sum(rows) AS events FROM system.parts
      WHERE active AND table = 'events' AND match(database, '^(one|two)_') GROUP BY database ORDER BY database`
    expect(await select(one.service.warehouse('sandbox'), perDatabase)).toEqual([
      { database: 'one_meterhouse_production', events: '1' },
      { database: 'one_meterhouse_sandbox', events: '1' },
      { database: 'two_meterhouse_sandbox', events: '2' },
    ])
    await Promise.all([one.service.stop(), two.service.stop()])
  })
})
