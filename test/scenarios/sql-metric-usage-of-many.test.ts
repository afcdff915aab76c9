import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'
import { openSqlMetricUsage, ROUNDED, type Size } from '../support/sql-metric-usage.ts'

describe('usage of SQL metrics', () => {
  let service: TestService
  let acme = ''
  let beta = ''
  let [dailyMax, weighted, calls] = ['', '', '']
  let create: (name: string, sql: string) => Promise<string>

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-20T12:00:00Z')
    ;({ acme, beta, dailyMax, weighted, calls, create } = await openSqlMetricUsage(service))
  })
  afterAll(() => service.stop())

  describe('of many customers and metrics', () => {
    async function usage(
      customer_ids: string[] | undefined,
      billable_metrics: { id: string; group_by?: { key: string; values?: string[] } }[] | undefined,
      window_size: Size = 'DAY',
      to = '03T00',
    ) {
      const rows = await Array.fromAsync(
        service.sandbox.v1.usage.list({
          ...(customer_ids === undefined ? {} : { customer_ids }),
          ...(billable_metrics === undefined ? {} : { billable_metrics }),
          window_size,
          starting_on: '2024-08-01T00:00:00Z',
          ending_before: `2024-08-${to}:00:00Z`,
        }),
      )
      const names = new Map([
        [acme, 'acme'],
        [beta, 'beta'],
      ])
      return rows.map((row) => [
        names.get(row.customer_id),
        row.billable_metric_name,
        row.start_timestamp.slice(8, 10),
        row.value,
        ...(row.groups === undefined ? [] : [row.groups]),
      ])
    }
    const sorted = (rows: unknown[][]) => rows.map((row) => JSON.stringify(row)).sort()

    it('has every window of a customer and a metric that are named', async () => {
      const rows = await usage([acme, beta], [{ id: calls }, { id: dailyMax }])
      expect(sorted(rows)).toEqual(
        sorted([
          ['acme', 'Calls', '01', 3],
          ['acme', 'Calls', '02', 1],
          ['acme', 'Storage', '01', 35],
          ['acme', 'Storage', '02', 20],
          // A day with an event, and one without.
          ['beta', 'Calls', '01', 0],
          ['beta', 'Calls', '02', null],
          ['beta', 'Storage', '01', null],
          ['beta', 'Storage', '02', null],
        ]),
      )
    })

    it('has those with a matching event where they are not', async () => {
      const acmeOnly = [
        ['acme', 'Calls', '01', 3],
        ['acme', 'Calls', '02', 1],
        ['acme', 'Storage', '01', 35],
        ['acme', 'Storage', '02', 20],
        ['acme', 'Weighted tokens', '01', 300.3],
        ['acme', 'Weighted tokens', '02', ROUNDED],
      ]
      expect(sorted(await usage(undefined, undefined))).toEqual(sorted(acmeOnly))
      expect(sorted(await usage([beta, acme], undefined))).toEqual(sorted(acmeOnly))
      expect(await usage([beta], undefined)).toEqual([])
      expect(await usage(undefined, [{ id: calls }], 'NONE')).toEqual([['acme', 'Calls', '01', 4]])
      expect(await usage([], undefined)).toEqual([])
      expect(await usage(undefined, [])).toEqual([])
    })

    it('is broken down by a column', async () => {
      expect(await usage([acme], [{ id: weighted, group_by: { key: 'user_id' } }])).toEqual([
        ['acme', 'Weighted tokens', '01', 300.3, { ann: 300.1, bob: 0.2 }],
        ['acme', 'Weighted tokens', '02', ROUNDED, {}],
      ])
      const values = ['us', 'asia']
      expect(await usage([acme], [{ id: dailyMax, group_by: { key: 'region', values } }])).toEqual([
        ['acme', 'Storage', '01', 35, { us: 5, asia: null }],
        ['acme', 'Storage', '02', 20, { us: null, asia: null }],
      ])
    })

    it('is read in pages of a thousand windows', async () => {
      const rows = await usage([acme], [{ id: calls }, { id: dailyMax }], 'HOUR', '31T00')
      expect(rows).toHaveLength(2 * 30 * 24)
      expect(rows.filter(([, , , value]) => value !== null)).toHaveLength(
        // Calls: 01T01, 01T02, 01T05, 02T00, 03T23; storage: the same without 01T02.
        5 + 4,
      )
    })
  })

  it('of columns that a metric does not have is refused, with those it has', async () => {
    const ask = (path: string, body: object) =>
      service.request('POST', path, {
        body: {
          window_size: 'DAY',
          starting_on: '2024-08-01T00:00:00Z',
          ending_before: '2024-08-02T00:00:00Z',
          ...body,
        },
      })
    const one = { customer_id: acme, billable_metric_id: dailyMax }
    const answers = [
      await ask('/v1/usage/groups', { ...one, group_key: ['value'] }),
      await ask('/v1/usage/groups', { ...one, group_by: { key: 'day' } }),
      await ask('/v1/usage', { billable_metrics: [{ id: calls, group_by: { key: 'model' } }] }),
    ]
    const told = (field: string, name: string, known: string) =>
      `${field}: "${name}" is not a column of the SQL metric besides its quantity; there are ${known}`
    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [400, { message: told('group_key', 'value', '"region", "user_id"') }],
      [400, { message: told('group_by.key', 'day', '"region", "user_id"') }],
      [400, { message: told('billable_metrics.0.group_by.key', 'model', 'none') }],
    ])
  })

  it('of one aggregation is not disturbed by the numbers of events that it leaves out', async () => {
    const customer_id = (await service.sandbox.v1.customers.create({ name: 'Gamma' })).data.id
    const event = (transaction_id: string, event_type: string, a: string) => ({
      transaction_id,
      customer_id,
      event_type,
      timestamp: '2024-08-01T00:00:00Z',
      properties: { a },
    })
    await service.sandbox.v1.usage.ingest({ usage: [event('g1', 'area', '12'), event('g2', 'huge', '1e37')] })
    const id = await create(
      'Area',
      "SELECT sum(properties.a * properties.a) FROM events WHERE event_type = 'area'",
    )
    const rows = await Array.fromAsync(
      service.sandbox.v1.usage.list({
        customer_ids: [customer_id],
        billable_metrics: [{ id }],
        window_size: 'NONE',
        starting_on: '2024-08-01T00:00:00Z',
        ending_before: '2024-08-02T00:00:00Z',
      }),
    )
    await service.sandbox.v1.billableMetrics.archive({ id })
    expect(rows.map(({ value }) => value)).toEqual([144])
  })

  it.each([
    [
      'one row',
      "SELECT max(properties.tokens) * power(10, 19) AS value FROM events WHERE event_type = 'call'",
    ],
    [
      'many rows together',
      "SELECT transaction_id, sum(9 * power(10, 37)) AS value FROM events WHERE event_type = 'call' GROUP BY transaction_id",
    ],
    [
      'many rows of many queries together',
      "SELECT transaction_id, 9 * power(10, 37) AS value FROM events WHERE event_type = 'call'",
    ],
    ['the way', 'SELECT count(*) * power(10, 55) * 10 AS value FROM events'],
  ])('that is past 38 digits is an error that names the metric: in %s', async (_, sql) => {
    const id = await create('Large', sql)
    const request = {
      window_size: 'NONE',
      starting_on: '2024-08-01T00:00:00Z',
      ending_before: '2024-08-05T00:00:00Z',
    }
    const answers = [
      await service.request('POST', '/v1/usage/groups', {
        body: { customer_id: acme, billable_metric_id: id, ...request },
      }),
      await service.request('POST', '/v1/usage', {
        body: { customer_ids: [acme], billable_metrics: [{ id }], ...request },
      }),
    ]
    await service.sandbox.v1.billableMetrics.archive({ id })
    for (const { status, body } of answers) {
      expect([status, body]).toEqual([
        400,
        {
          message: expect.stringMatching(
            `^billable metric ${id}: its SQL computes a number that is too large: quantities have at most 38 digits`,
          ) as string,
          fault: 'number_size',
        },
      ])
    }
  })
})
