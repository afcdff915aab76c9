import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

const UNKNOWN_ID = '00000000-0000-4000-8000-00000000dead'

/** A percentile by model, and how many requests it is of. */
const P90 = `SELECT properties.model, count(*) AS requests, quantile(properties.latency, 0.9) AS value
FROM events
WHERE event_type = 'request' AND properties.model <> 'test''s {model:String}'
GROUP BY model`

interface Checked {
  data: {
    is_admitted: boolean
    errors: { code: string; message: string; line: number | null; column: number | null }[]
    columns: { name: string; type: string; is_quantity: boolean }[]
    is_single_aggregation: boolean | null
    clickhouse_sql: string | null
    preview: {
      value: number | null
      rows: { group: Record<string, string | null>; value: number | null }[]
      has_more_rows: boolean
    } | null
  }
}

describe('an SQL metric that is checked before it is created', () => {
  let service: TestService
  let acme = ''

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-20T12:00:00Z')
    acme = (await service.sandbox.v1.customers.create({ name: 'Acme', ingest_aliases: ['acme'] })).data.id
    // Small: 100, 200, 300, 400: at 0.9 × 3 = 2.7 between the third and the fourth, 370. Large: 1000 alone.
    const latencies = [
      ['small', 100],
      ['small', 400],
      ['small', 200],
      ['small', 300],
      ['large', 1000],
    ] as const
    await service.sandbox.v1.usage.ingest({
      usage: latencies.map(([model, latency], index) => ({
        transaction_id: `r${index}`,
        customer_id: 'acme',
        event_type: 'request',
        timestamp: `2024-08-01T10:0${index}:00Z`,
        properties: { model, latency },
      })),
    })
  })
  afterAll(() => service.stop())

  const ask = (body: object) => service.request('POST', '/ext/sql-metrics/check', { body })
  const check = async (body: object) => {
    const answer = await ask(body)
    expect([answer.status, answer.text]).toEqual([200, expect.anything()])
    return (answer.body as Checked).data
  }
  const august = { starting_on: '2024-08-01T00:00:00Z', ending_before: '2024-09-01T00:00:00Z' }

  it('shows its columns and the SQL it becomes, and makes nothing', async () => {
    const { clickhouse_sql, ...checked } = await check({ sql: P90 })
    expect(checked).toEqual({
      is_admitted: true,
      errors: [],
      columns: [
        { name: 'model', type: 'text', is_quantity: false },
        { name: 'requests', type: 'decimal', is_quantity: false },
        { name: 'value', type: 'decimal', is_quantity: true },
      ],
      is_single_aggregation: true,
      preview: null,
    })
    expect(clickhouse_sql).toMatch(/^SELECT\n {4}metric\.column_0 AS model,\n/)
    expect(clickhouse_sql).toContain('customer_id IN ({identifiers:Array(String)})')
    expect(clickhouse_sql).toContain("'test\\'s {model:String}'")
    expect(await Array.fromAsync(service.sandbox.v1.billableMetrics.list())).toEqual([])
  })

  it('comes to a value for a customer and a range, and to one for each group', async () => {
    const { preview } = await check({ sql: P90, customer_id: acme, ...august })
    expect(preview).toEqual({
      value: 1370,
      rows: [
        { group: { model: 'large', requests: '1' }, value: 1000 },
        { group: { model: 'small', requests: '4' }, value: 370 },
      ],
      has_more_rows: false,
    })
  })

  it('comes to nothing where there are no events, which is not 0', async () => {
    const sql = 'SELECT count(*) FROM events'
    const before = { starting_on: '2024-07-01T00:00:00Z', ending_before: '2024-08-01T00:00:00Z' }
    const { preview } = await check({ sql, customer_id: acme, ...before })
    expect(preview).toEqual({ value: null, rows: [], has_more_rows: false })
    expect((await check({ sql, customer_id: acme, ...august })).preview?.value).toBe(5)
  })

  it('is told apart by columns of any type, a hundred groups at most', async () => {
    const sql =
      'SELECT transaction_id, timestamp, row_number() OVER (ORDER BY timestamp) AS value FROM events'
    const few = await check({ sql, customer_id: acme, ...august })
    // 1 + 2 + 3 + 4 + 5
    expect([few.is_single_aggregation, few.preview?.value, few.preview?.rows.length]).toEqual([false, 15, 5])
    expect(few.preview?.rows[0]).toEqual({
      group: { transaction_id: 'r0', timestamp: '2024-08-01 10:00:00' },
      value: 1,
    })
    const { id } = (await service.sandbox.v1.customers.create({ name: 'Many' })).data
    for (const [start, count] of [
      [0, 100],
      [100, 1],
    ] as const) {
      await service.sandbox.v1.usage.ingest({
        usage: Array.from({ length: count }, (_, index) => ({
          transaction_id: `many-${start + index}`,
          customer_id: id,
          event_type: 'request',
          timestamp: '2024-08-02T00:00:00.5Z',
        })),
      })
    }
    const { preview } = await check({ sql, customer_id: id, ...august })
    // 1 + 2 + … + 101
    expect([preview?.value, preview?.rows.length, preview?.has_more_rows]).toEqual([5151, 100, true])
    expect(preview?.rows[0]?.group['timestamp']).toBe('2024-08-02 00:00:00.5')
  })

  it('is refused with the place, the reason and what is allowed; the check itself succeeds', async () => {
    const { errors, ...checked } = await check({
      sql: 'SELECT sum(properties.n)\n  + now() FROM events',
      customer_id: acme,
      ...august,
    })
    expect(checked).toEqual({
      is_admitted: false,
      columns: [],
      is_single_aggregation: null,
      clickhouse_sql: null,
      preview: null,
    })
    expect(errors).toEqual([
      {
        code: 'clock',
        message: expect.stringMatching(/^unknown function now: nothing may depend on the clock/) as string,
        line: 2,
        column: 5,
      },
    ])
    expect((await check({ sql: '' })).errors).toHaveLength(1)
  })

  it.each([
    [
      'a customer without a range',
      { customer_id: UNKNOWN_ID },
      400,
      'starting_on: is required for a preview',
    ],
    [
      'half a range',
      { customer_id: UNKNOWN_ID, starting_on: august.starting_on },
      400,
      'ending_before: is required for a preview',
    ],
    ['a range of nobody', august, 400, 'customer_id: is required for a preview'],
    [
      'a customer that there is not',
      { customer_id: UNKNOWN_ID, ...august },
      404,
      `customer ${UNKNOWN_ID} was not found`,
    ],
    ['a field that there is not', { metric: 'x' }, 400, 'body: Unrecognized key: "metric"'],
  ])('cannot be asked for with %s', async (_, more, status, message) => {
    const answer = await ask({ sql: 'SELECT count(*) FROM events', ...more })
    expect([answer.status, answer.body]).toEqual([status, { message }])
  })

  it('is refused where its preview is past a limit, or too large a number', async () => {
    const answer = await ask({
      sql: 'SELECT count(*) * power(10, 38) AS value FROM events',
      customer_id: acme,
      ...august,
    })
    expect([answer.status, answer.body]).toEqual([
      400,
      {
        message: expect.stringMatching(/^sql: the query computes a number that is too large/) as string,
        fault: 'number_size',
      },
    ])
  })
})

describe('an SQL metric under small limits', () => {
  let service: TestService
  let acme = ''

  beforeAll(async () => {
    service = await startTestService({
      queryLimits: { secondsMax: 5, memoryBytesMax: 200_000_000, rowsReadMax: 4000, resultRowsMax: 40 },
    })
    await service.setClock('2024-08-20T12:00:00Z')
    acme = (await service.sandbox.v1.customers.create({ name: 'Acme' })).data.id
    for (let request = 0; request < 12; request += 1) {
      await service.sandbox.v1.usage.ingest({
        usage: Array.from({ length: 100 }, (_, index) => ({
          transaction_id: `${request}/${index}`,
          customer_id: acme,
          event_type: 'request',
          timestamp: `2024-08-01T${String(request).padStart(2, '0')}:00:00Z`,
          properties: { n: index },
        })),
      })
    }
  })
  afterAll(() => service.stop())

  const usage = async (sql: string, window_size: 'HOUR' | 'NONE', group?: string) => {
    const { id } = (await service.sandbox.v1.billableMetrics.create({ name: 'Heavy', sql })).data
    const answer = await service.request('POST', '/v1/usage', {
      body: {
        customer_ids: [acme],
        billable_metrics: [{ id, ...(group === undefined ? {} : { group_by: { key: group } }) }],
        window_size,
        starting_on: '2024-08-01T00:00:00Z',
        ending_before: '2024-08-01T12:00:00Z',
      },
    })
    await service.sandbox.v1.billableMetrics.archive({ id })
    return { id, ...answer }
  }

  it.each([
    [
      'seconds',
      'takes more than 5 seconds (METERHOUSE_SQL_SECONDS_MAX)',
      'SELECT count(*) FROM events a CROSS JOIN events b CROSS JOIN events c WHERE length(a.transaction_id || b.transaction_id || c.transaction_id) = 1',
    ],
    [
      'rows_read',
      'reads more than 4,000 rows (METERHOUSE_SQL_ROWS_READ_MAX)',
      'SELECT count(*) FROM (SELECT 1 AS n FROM events UNION ALL SELECT 2 AS n FROM events UNION ALL SELECT 3 AS n FROM events UNION ALL SELECT 4 AS n FROM events)',
    ],
  ])('is a clear refusal that names the limit: %s', async (fault, message, sql) => {
    const { id, status, body } = await usage(sql, 'NONE')
    expect([status, body]).toEqual([400, { message: `billable metric ${id}: its SQL ${message}`, fault }])
  })

  it('may give so many rows for each window, however many windows are asked for', async () => {
    // Twelve hours of 30 groups each, of which none is past 40 rows by itself.
    const sql =
      'SELECT n, sum(n) AS value FROM (SELECT properties.n FROM events WHERE properties.n < 30) GROUP BY n'
    const { status, body } = await usage(sql, 'HOUR', 'n')
    const rows = (body as { data: { value: number; groups: Record<string, number> }[] }).data
    // 0 + 1 + … + 29
    expect([status, rows.map(({ value, groups }) => [value, Object.keys(groups).length])]).toEqual([
      200,
      Array.from({ length: 12 }, () => [435, 30]),
    ])
    const one = await usage(
      'SELECT properties.n, count(*) AS value FROM events WHERE properties.n < 30 GROUP BY n',
      'HOUR',
      'n',
    )
    expect(one.status).toBe(200)
  })

  it('may not give more rows in one window', async () => {
    const { id, status, body } = await usage(
      'SELECT properties.n, count(*) AS value FROM events GROUP BY n',
      'HOUR',
      'n',
    )
    expect([status, body]).toEqual([
      400,
      {
        message: `billable metric ${id}: its SQL gives more than 40 rows (METERHOUSE_SQL_RESULT_ROWS_MAX)`,
        fault: 'result_rows',
      },
    ])
  })

  it('goes on being asked, and with it all else', async () => {
    const { status, body } = await usage('SELECT count(*) FROM events', 'NONE')
    expect([status, body]).toMatchObject([200, { data: [{ value: 1200 }] }])
  })
})
