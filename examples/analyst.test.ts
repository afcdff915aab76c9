import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startClickHouseStandIn, type ClickHouseStandIn } from '../test/support/clickhouse-server/start.ts'
import { runMeterhouse } from '../test/support/run-meterhouse.ts'
import { startTestService, type TestService } from '../test/support/service.ts'

const FOLDER = fileURLToPath(new URL('analyst', import.meta.url))
const CHECKS = fileURLToPath(new URL('../sql/checks', import.meta.url))
const AUGUST = ['--param', 'from=2024-08-01 00:00:00', '--param', 'to=2024-09-01 00:00:00']

describe.each(['embedded', 'server'] as const)('the examples for analysts, on a warehouse: %s', (kind) => {
  const dataFolder = mkdtempSync(`${tmpdir()}/meterhouse-analyst-`)
  const asked = new Set<string>()
  let server: ClickHouseStandIn | null = null
  let service: TestService
  let isRunning = false
  const ids = { acme: '', tokens: '', models: '' }

  beforeAll(async () => {
    if (kind === 'server') server = await startClickHouseStandIn()
    service = await startTestService({ dataFolder, clickhouseUrl: server?.url ?? null })
    isRunning = true
    await service.setClock('2024-08-18T12:00:00Z')
    ids.tokens = await createMetric({
      name: 'Tokens',
      aggregation_type: 'SUM',
      aggregation_key: 'tokens',
      event_type_filter: { in_values: ['request'] },
      property_filters: [{ name: 'tokens', exists: true }],
    })
    ids.models = await createMetric({
      name: 'Tokens by model',
      sql: 'SELECT sum(properties.tokens) AS value, properties.model FROM events GROUP BY properties.model',
    })
    const { v1 } = service.sandbox
    const add = async (name: string, ingest_aliases: string[]) =>
      (await v1.customers.create({ name, ingest_aliases })).data.id
    // acme-eu begins as Borealis's.
    const borealis = await add('Borealis', ['borealis', 'acme-eu'])
    const cinder = await add('Cinder', ['cinder'])
    ids.acme = await add('Acme', ['acme'])
    await send()
    const setup = await v1.contracts.products.create({ name: 'Setup', type: 'FIXED' })
    await v1.contracts.create({
      customer_id: ids.acme,
      starting_at: '2024-08-01T00:00:00Z',
      scheduled_charges: [
        {
          product_id: setup.data.id,
          schedule: { schedule_items: [{ timestamp: '2024-08-01T00:00:00Z', amount: 2500 }] },
        },
      ],
    })
    // What is due is finalized where the clock is set.
    await service.setClock('2024-08-18T12:00:00Z')
    await v1.customers.setIngestAliases({ customer_id: borealis, ingest_aliases: ['borealis'] })
    await v1.customers.archive({ id: cinder })
    await v1.customers.setIngestAliases({ customer_id: ids.acme, ingest_aliases: ['acme', 'acme-eu'] })
    // An embedded warehouse is one process's; beside a server, the service goes on.
    if (kind === 'embedded') await stop()
  })
  afterAll(async () => {
    await stop()
    await server?.stop()
    rmSync(dataFolder, { recursive: true, force: true })
  })

  async function stop(): Promise<void> {
    if (isRunning) await service.stop()
    isRunning = false
  }

  async function createMetric(body: object): Promise<string> {
    const answer = await service.request('POST', '/v1/billable-metrics/create', { body })
    expect(answer.status).toBe(200)
    return (answer.body as { data: { id: string } }).data.id
  }

  async function send(): Promise<void> {
    const events: readonly [id: string, customer: string, at: string, tokens: string, model: string][] = [
      ['e01', 'acme', '2024-07-31T23:59:59.999999Z', '100.5', 'small'],
      ['e02', 'acme-eu', '2024-07-30T12:00:00Z', '200', 'large'],
      ['e03', 'borealis', '2024-07-31T12:00:00Z', '7', 'small'],
      ['e04', 'cinder', '2024-07-31T12:00:00Z', '5', 'small'],
      ['e05', 'acme', '2024-08-01T00:00:00Z', '10', 'small'],
      ['e06', 'acme-eu', '2024-08-01T10:00:00Z', '0.1', 'small'],
      ['e07', 'acme', '2024-08-02T01:00:00+02:00', '0.2', 'large'],
      ['e08', ids.acme, '2024-08-02T01:00:00Z', '12345678901234567890.123456789', 'large'],
      ['e09', 'borealis', '2024-08-01T12:00:00Z', '3', 'small'],
      ['e10', 'borealis', '2024-08-02T12:00:00Z', 'none', 'small'],
      ['e11', 'nobody', '2024-08-01T12:00:00Z', '99', 'small'],
      ['e05', 'acme', '2024-08-01T00:00:01Z', '1000', 'small'],
    ]
    const body = events.map(([transaction_id, customer_id, timestamp, tokens, model]) => ({
      transaction_id,
      customer_id,
      timestamp,
      event_type: 'request',
      properties: { tokens, model },
    }))
    expect((await service.request('POST', '/v1/ingest', { body })).status).toBe(200)
  }

  async function query(path: string, ...args: string[]): Promise<string> {
    const variables = {
      METERHOUSE_DATA: dataFolder,
      ...(server === null ? {} : { CLICKHOUSE_URL: server.url }),
    }
    const end = await runMeterhouse(['query', path, ...args], variables)
    expect(end).toMatchObject({ status: 0, stderr: '' })
    return end.stdout
  }
  const example = (file: string, ...args: string[]) => {
    asked.add(file)
    return query(`${FOLDER}/${file}`, ...args)
  }
  const csv = async (file: string, ...args: string[]) =>
    (await example(file, '--format', 'csv', ...args)).trimEnd().split('\n')

  const view = (metricId: string) => `metric_${metricId.replaceAll('-', '_')}`
  const param = (name: string, value: string) => ['--param', `${name}=${value}`]

  it('list the metrics', async () => {
    expect(JSON.parse(await example('01-list-metrics.sql', '--format', 'json'))).toEqual([
      { view: view(ids.tokens), metric: 'Tokens' },
      {
        view: view(ids.models),
        metric: expect.stringContaining(`Tokens by model: SELECT * FROM ${view(ids.models)}(`) as string,
      },
    ])
  })

  it('show the events of a streaming metric', async () => {
    expect(await csv('02-events-of-a-metric.sql', ...param('view', view(ids.tokens)), ...AUGUST)).toEqual([
      'timestamp,customer_id,value',
      '2024-08-01 00:00:00.000000,acme,10',
      '2024-08-01 10:00:00.000000,acme-eu,0.1',
      '2024-08-01 12:00:00.000000,borealis,3',
      '2024-08-01 12:00:00.000000,nobody,99',
      '2024-08-01 23:00:00.000000,acme,0.2',
      `2024-08-02 01:00:00.000000,${ids.acme},12345678901234567890.123456789`,
    ])
  })

  it('give daily usage by customer, to whom the aliases are now', async () => {
    const args = [...param('view', view(ids.tokens)), ...AUGUST]
    expect(await example('03-daily-usage-by-customer.sql', ...args)).toBe(
      [
        'day         customer                           usage',
        '----------  --------  ------------------------------',
        '2024-08-01  Acme                                10.3',
        '2024-08-01  Borealis                               3',
        '2024-08-02  Acme      12345678901234567890.123456789',
        '',
      ].join('\n'),
    )
  })

  it('ask an SQL metric’s view for a customer', async () => {
    const [found] = JSON.parse(
      await example('04-identifiers-of-a-customer.sql', ...param('customer', 'Acme'), '--format', 'json'),
    ) as { id: string; identifiers: string[] }[]
    expect(found).toEqual({ id: ids.acme, identifiers: [ids.acme, 'acme', 'acme-eu'].sort() })
    const identifiers = param('identifiers', JSON.stringify(found?.identifiers))
    expect(
      await csv('05-sql-metric.sql', ...param('view', view(ids.models)), ...identifiers, ...AUGUST),
    ).toEqual(['value,model', '10.1,small', '12345678901234567890.323456789,large'])
  })

  it('compare two months', async () => {
    const months = [...param('before', '2024-07-01'), ...param('after', '2024-08-01')]
    expect(await csv('06-compare-two-months.sql', ...param('view', view(ids.tokens)), ...months)).toEqual([
      'customer,usage_before,usage_after,change',
      'Acme,300.5,12345678901234567900.423456789,12345678901234567599.923456789',
      'Cinder,5,0,-5',
      'Borealis,7,3,-4',
    ])
  })

  it('show what was billed', async () => {
    expect(await csv('07-billed-by-product.sql', ...AUGUST)).toEqual([
      'month,customer,currency,item,billed',
      '2024-08-01,Acme,USD (cents),Setup,2500',
    ])
  })

  it('have all been run', () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith('.sql'))
    expect([...asked].sort()).toEqual(files.sort())
  })

  it.each(readdirSync(CHECKS))('leave nothing that %s finds', async (file) => {
    expect(await query(`${CHECKS}/${file}`, '--format', 'json')).toBe('[]\n')
  })
})
