import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'
import { CALLS, openSqlMetricUsage, ROUNDED, type Size } from '../support/sql-metric-usage.ts'

describe('usage of SQL metrics', () => {
  let service: TestService
  let acme = ''
  let [dailyMax, weighted, calls] = ['', '', '']

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-20T12:00:00Z')
    ;({ acme, dailyMax, weighted, calls } = await openSqlMetricUsage(service))
  })
  afterAll(() => service.stop())

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
})
