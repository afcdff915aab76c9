import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

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

// The official client reads numbers as doubles; what the service sends is looked at below.
const ROUNDED = Number('12345678901234567890.123456789')

const CALLS = "SELECT count(*) FROM events WHERE event_type = 'call'"

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

describe('usage of SQL metrics', () => {
  let service: TestService
  let acme = ''
  let beta = ''
  let [dailyMax, weighted, calls] = ['', '', '']

  const create = async (name: string, sql: string) =>
    (await service.sandbox.v1.billableMetrics.create({ name, sql })).data.id

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-20T12:00:00Z')
    const customers = service.sandbox.v1.customers
    acme = (await customers.create({ name: 'Acme', ingest_aliases: ['acme', 'acme-eu'] })).data.id
    beta = (await customers.create({ name: 'Beta', ingest_aliases: ['beta'] })).data.id
    await service.sandbox.v1.usage.ingest({
      usage: EVENTS.map(([transaction_id, customer_id, event_type, timestamp, properties]) => ({
        transaction_id,
        customer_id,
        event_type,
        timestamp,
        properties,
      })),
    })
    dailyMax = await create('Storage', DAILY_MAX)
    weighted = await create('Weighted tokens', WEIGHTED)
    calls = await create('Calls', CALLS)
  })
  afterAll(() => service.stop())

  type Size = 'HOUR' | 'DAY' | 'NONE'
  type More = { group_key?: string[]; group_filters?: Record<string, string[]>; limit?: number }

  /** Each row's window, group and value. */
  async function groups(metric: string, size: Size, from: string, to: string, more: More = {}) {
    const rows = await Array.fromAsync(
      service.sandbox.v1.usage.listWithGroups({
        customer_id: acme,
        billable_metric_id: metric,
        window_size: size,
        starting_on: `2024-08-${from}:00:00Z`,
        ending_before: `2024-08-${to}:00:00Z`,
        ...more,
      }),
    )
    return rows.map(({ starting_on, group, value }) => [
      starting_on.slice(8, 13),
      ...(group === undefined ? [] : [group]),
      value,
    ])
  }

  describe('that are many aggregations', () => {
    it('is evaluated over the whole range', async () => {
      // eu, ann: (30 + 20) / 2; us, bob: (5 + 7) / 2.
      expect(await groups(dailyMax, 'NONE', '01T00', '05T00')).toEqual([['01T00', 31]])
    })

    it('is evaluated over the events of each day', async () => {
      expect(await groups(dailyMax, 'DAY', '01T00', '05T00')).toEqual([
        ['01T00', 35],
        ['02T00', 20],
        ['03T00', 7],
        ['04T00', null],
      ])
    })

    it('is evaluated over the events of each hour, the first and last clipped', async () => {
      // 02 has an event that no row comes of.
      expect(await groups(dailyMax, 'HOUR', '01T01', '01T06')).toEqual([
        ['01T01', 10],
        ['01T02', null],
        ['01T03', null],
        ['01T04', null],
        ['01T05', 35],
      ])
      expect(await groups(dailyMax, 'DAY', '01T05', '02T01')).toEqual([
        ['01T05', 35],
        ['02T00', 20],
      ])
    })

    it('is told apart by any of its columns, and summed over the others', async () => {
      expect(await groups(dailyMax, 'DAY', '01T00', '05T00', { group_key: ['region'] })).toEqual([
        ['01T00', { region: 'eu' }, 30],
        ['01T00', { region: 'us' }, 5],
        ['02T00', { region: 'eu' }, 20],
        ['03T00', { region: 'us' }, 7],
      ])
      expect(await groups(dailyMax, 'NONE', '01T00', '05T00', { group_key: ['user_id', 'region'] })).toEqual([
        ['01T00', { user_id: 'ann', region: 'eu' }, 25],
        ['01T00', { user_id: 'bob', region: 'us' }, 6],
      ])
    })

    it('is filtered by group, and the same page by page', async () => {
      const more = { group_key: ['region'], group_filters: { region: ['us', 'asia'] } }
      const rows = [
        ['01T00', { region: 'us' }, 5],
        ['03T00', { region: 'us' }, 7],
      ]
      expect(await groups(dailyMax, 'DAY', '01T00', '05T00', more)).toEqual(rows)
      expect(await groups(dailyMax, 'DAY', '01T00', '05T00', { ...more, limit: 1 })).toEqual(rows)
      expect(await groups(dailyMax, 'DAY', '01T00', '05T00', { limit: 3 })).toHaveLength(4)
    })
  })

  describe('that are one aggregation', () => {
    it('counts 0 where there are events, and null where there are none', async () => {
      expect(await groups(calls, 'HOUR', '01T01', '01T04')).toEqual([
        ['01T01', 3],
        ['01T02', 0],
        ['01T03', null],
      ])
    })

    it('is told apart by any of its columns, those without a text in the group null', async () => {
      expect(await groups(weighted, 'DAY', '01T00', '02T00', { group_key: ['model'] })).toEqual([
        ['01T00', { model: 'large' }, 300],
        ['01T00', { model: 'small' }, 0.3],
      ])
      expect(await groups(weighted, 'DAY', '02T00', '03T00', { group_key: ['user_id', 'model'] })).toEqual([
        ['02T00', { user_id: null, model: 'small' }, ROUNDED],
      ])
      expect(await groups(weighted, 'DAY', '01T00', '02T00', { group_key: ['calls'] })).toEqual([
        ['01T00', { calls: '1' }, 300.3],
      ])
    })

    it('is the same page by page', async () => {
      const key = { group_key: ['model', 'user_id'] }
      const rows = [
        ['01T00', { model: 'large', user_id: 'ann' }, 300],
        ['01T00', { model: 'small', user_id: 'ann' }, 0.1],
        ['01T00', { model: 'small', user_id: 'bob' }, 0.2],
        ['02T00', { model: 'small', user_id: null }, ROUNDED],
      ]
      expect(await groups(weighted, 'DAY', '01T00', '04T00', key)).toEqual(rows)
      expect(await groups(weighted, 'DAY', '01T00', '04T00', { ...key, limit: 1 })).toEqual(rows)
    })

    it('loses no digit', async () => {
      const answer = await service.request('POST', '/v1/usage/groups', {
        body: {
          customer_id: acme,
          billable_metric_id: weighted,
          window_size: 'none',
          starting_on: '2024-08-01T00:00:00Z',
          ending_before: '2024-08-05T00:00:00Z',
        },
      })
      // 300 + 0.1 + 0.2 + 12345678901234567890.123456789
      expect(answer.text).toContain('"value":12345678901234568190.423456789')
    })
  })

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

  it('of a metric that applies from its creation is that of later events, in both ways to evaluate', async () => {
    const body = { name: 'From now on', applies_from: 'creation' }
    const post = async (sql: string) => {
      const answer = await service.request('POST', '/v1/billable-metrics/create', { body: { ...body, sql } })
      return (answer.body as { data: { id: string } }).data.id
    }
    const one = await post(CALLS)
    const many = await post(
      'SELECT sum(n) AS value FROM (SELECT count(*) AS n FROM events GROUP BY event_type)',
    )
    await service.sandbox.v1.usage.ingest({
      usage: [
        {
          transaction_id: 'late',
          customer_id: 'acme',
          event_type: 'call',
          timestamp: '2024-08-01T02:59:00Z',
        },
      ],
    })
    const expected = [
      ['01T01', null],
      ['01T02', 1],
      ['01T03', null],
    ]
    expect(await groups(one, 'HOUR', '01T01', '01T04')).toEqual(expected)
    expect(await groups(many, 'HOUR', '01T01', '01T04')).toEqual(expected)
    expect(await groups(calls, 'HOUR', '01T01', '01T04')).toEqual([
      ['01T01', 3],
      ['01T02', 1],
      ['01T03', null],
    ])
    for (const id of [one, many]) await service.sandbox.v1.billableMetrics.archive({ id })
    expect(await groups(one, 'NONE', '01T00', '02T00')).toEqual([['01T00', 1]])
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
