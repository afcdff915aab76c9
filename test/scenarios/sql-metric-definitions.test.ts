import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { run } from '../support/warehouse.ts'
import { startTestService, type TestService } from '../support/service.ts'

const UNKNOWN_ID = '00000000-0000-4000-8000-00000000dead'

/** The average of each day's maximum, by region; the guide's example of a metric that only SQL can say. */
const DAILY_MAX = `SELECT region, SUM(max_daily) / SUM(days) AS value
FROM (
  SELECT DATE_TRUNC('day', timestamp) AS day, properties.region, MAX(properties.storage_used) AS max_daily, 1 AS days
  FROM events WHERE event_type = 'storage' GROUP BY day, region
)
GROUP BY region;`

describe('SQL metrics, from their text to their view', () => {
  let service: TestService
  let id = ''

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-20T12:00:00Z')
  })
  afterAll(() => service.stop())

  const views = (environment: 'sandbox' | 'production' = 'sandbox') =>
    run(
      service.warehouse(environment),
      "SELECT name, comment FROM system.tables WHERE database = currentDatabase() AND engine = 'View' AND startsWith(name, 'metric_') ORDER BY name",
      {},
      z.object({ name: z.string(), comment: z.string() }),
    )
  const create = (body: object) => service.request('POST', '/v1/billable-metrics/create', { body })

  it('are created with the official client and read back as they were written', async () => {
    const created = await service.sandbox.v1.billableMetrics.create({
      name: 'Storage',
      sql: DAILY_MAX,
      custom_fields: { team: 'disks' },
    })
    id = created.data.id
    const { data } = await service.sandbox.v1.billableMetrics.retrieve({ billable_metric_id: id })
    const expected = {
      id,
      name: 'Storage',
      sql: DAILY_MAX,
      group_keys: [['region']],
      custom_fields: { team: 'disks' },
      applies_from: 'history',
      view: `metric_${id.replaceAll('-', '_')}`,
    }
    expect(data).toEqual(expected)
    expect(await Array.fromAsync(service.sandbox.v1.billableMetrics.list())).toEqual([expected])
  })

  it('have no group keys where the quantity is their only column', async () => {
    const { data } = await service.sandbox.v1.billableMetrics.create({
      name: 'All',
      sql: 'SELECT count(*) FROM events',
    })
    const got = await service.sandbox.v1.billableMetrics.retrieve({ billable_metric_id: data.id })
    expect(got.data.group_keys).toEqual([])
    await service.sandbox.v1.billableMetrics.archive({ id: data.id })
  })

  it.each([
    ['aggregation_type', { aggregation_type: 'SUM' }],
    ['aggregation_key', { aggregation_key: 'tokens' }],
    ['event_type_filter', { event_type_filter: { in_values: ['call'] } }],
    ['property_filters', { property_filters: [] }],
    ['group_keys', { group_keys: [['model']] }],
  ])('are refused together with %s', async (field, more) => {
    const answer = await create({ name: 'Both', sql: 'SELECT count(*) FROM events', ...more })
    expect([answer.status, answer.body]).toEqual([
      400,
      { message: `${field}: cannot be given together with sql` },
    ])
  })

  it('need one of both', async () => {
    const answer = await create({ name: 'Neither' })
    expect([answer.status, answer.body]).toEqual([
      400,
      { message: 'aggregation_type: is required, unless sql is given' },
    ])
  })

  it('take null for what is left out', async () => {
    const answer = await create({
      name: 'Nulls',
      sql: 'SELECT count(*) FROM events',
      aggregation_type: null,
      group_keys: null,
    })
    expect(answer.status).toBe(200)
  })

  it('are refused with the place, the reason and what is allowed', async () => {
    const before = await views()
    const answer = await create({ name: 'Bad', sql: 'SELECT count(*)\nFROM invoices' })
    const message = 'unknown table "invoices"; allowed: events'
    expect([answer.status, answer.body]).toEqual([
      400,
      {
        message: `sql: line 2, column 6: ${message}`,
        errors: [{ code: 'unknown_table', message, line: 2, column: 6 }],
      },
    ])
    expect(await views()).toEqual(before)
  })

  it('are refused where the quantity is no number', async () => {
    const answer = await create({ name: 'Bad', sql: 'SELECT max(timestamp) AS value FROM events' })
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ errors: [{ code: 'not_a_quantity', line: 1, column: 26 }] })
  })

  it('are refused as a whole where they are too long, or not there at all', async () => {
    const long = await create({ name: 'Long', sql: `SELECT count(*) FROM events${' '.repeat(65_536)}` })
    expect(long.body).toMatchObject({ errors: [{ code: 'too_long', line: null, column: null }] })
    const empty = await create({ name: 'Empty', sql: '' })
    expect([long.status, empty.status]).toEqual([400, 400])
  })

  it('may name columns as they like', async () => {
    const names = ['column_0', 'a.b', 'a`b', '\\n', 'new\nline', '*', 'źdźbło 😀', 'SELECT', 'x'.repeat(5000)]
    const columns = names.map((name) => `, 1 AS "${name}"`).join('')
    const { data } = await service.sandbox.v1.billableMetrics.create({
      name: `it's "any" \\ name`,
      sql: `SELECT count(*) AS value${columns} FROM events`,
    })
    const got = await service.sandbox.v1.billableMetrics.retrieve({ billable_metric_id: data.id })
    expect(got.data.group_keys).toEqual([names])
    const view = `metric_${data.id.replaceAll('-', '_')}`
    const [row] = await run(
      service.warehouse('sandbox'),
      `SELECT * FROM ${view}(identifiers = ['nobody'], range_from = '2024-08-01 00:00:00', range_to = '2024-09-01 00:00:00')`,
      {},
      z.record(z.string(), z.unknown()),
    )
    expect(row).toEqual({ value: '0', ...Object.fromEntries(names.map((name) => [name, '1'])) })
  })

  it('are renamed, in their view too, and in nothing else', async () => {
    const answer = await service.request('PUT', `/v1/billable-metrics/${id}`, {
      body: { name: 'Disk space' },
    })
    expect([answer.status, answer.body]).toEqual([200, { data: { id } }])
    const { data } = await service.sandbox.v1.billableMetrics.retrieve({ billable_metric_id: id })
    expect([data.name, data.sql]).toEqual(['Disk space', DAILY_MAX])
    const view = (await views()).find(({ name }) => name === `metric_${id.replaceAll('-', '_')}`)
    expect(view?.comment).toMatch(/^Disk space: SELECT \* FROM metric_/)
  })

  it('cannot be changed, and are not made up', async () => {
    const path = `/v1/billable-metrics/${id}`
    const answers = [
      await service.request('PUT', path, { body: { name: 'A', sql: 'SELECT count(*) FROM events' } }),
      await service.request('PUT', path, { body: {} }),
      await service.request('PUT', `/v1/billable-metrics/${UNKNOWN_ID}`, { body: { name: 'A' } }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 404])
  })

  it('have their views after a restart, stray ones gone', async () => {
    const before = await views()
    expect(before).toHaveLength(4)
    await service
      .warehouse('sandbox')
      .command(
        'CREATE VIEW metric_stray AS SELECT count() AS n FROM events WHERE customer_id IN {identifiers:Array(String)}',
      )
    await service.restart()
    expect(await views()).toEqual(before)
    expect(await views('production')).toEqual([])
  })

  it('show an analyst the same result, asked for a customer and a range', async () => {
    // Region eu: 4 and 7 on the 1st, 10 on the 2nd: (7 + 10) / 2. Region us: 3 on the 2nd. The other is in September.
    const events = [
      ['e1', '2024-08-01T09:00:00Z', 'eu', '4'],
      ['e2', '2024-08-01T23:59:59.999999Z', 'eu', '7'],
      ['e3', '2024-08-02T00:00:00Z', 'eu', '10'],
      ['e4', '2024-08-02T00:00:00Z', 'us', '3'],
    ]
    await service.sandbox.v1.usage.ingest({
      usage: events.map(([transaction_id = '', timestamp = '', region = '', storage_used = '']) => ({
        transaction_id,
        timestamp,
        customer_id: 'acme',
        event_type: 'storage',
        properties: { region, storage_used },
      })),
    })
    const rows = await run(
      service.warehouse('sandbox'),
      `SELECT * FROM metric_${id.replaceAll('-', '_')}(identifiers = ['acme'], range_from = '2024-08-01 00:00:00', range_to = '2024-08-31 00:00:00') ORDER BY region`,
      {},
      z.object({ region: z.string(), value: z.string() }),
    )
    expect(rows).toEqual([
      { region: 'eu', value: '8.5' },
      { region: 'us', value: '3' },
    ])
  })
})
