import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

const ORDER = 'starting_on: must be before ending_before'
const ON_HOUR = 'must be on an hour boundary'
const TOO_EARLY = 'must be of 1970 or later, in UTC'
const TOO_LATE = 'must be of 2200 or earlier, in UTC'
const NO_TIMESTAMP = 'expected an RFC 3339 timestamp'
const WINDOWS_MAX = 'windows between starting_on and ending_before, at most 100000'

describe('the bounds of a usage request', () => {
  let service: TestService
  let [customer, streaming, sql] = ['', '', '']

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-20T12:00:00Z')
    const { customers, billableMetrics, usage } = service.sandbox.v1
    customer = (await customers.create({ name: 'Acme', ingest_aliases: ['acme'] })).data.id
    streaming = (await billableMetrics.create({ name: 'Calls', aggregation_type: 'COUNT' })).data.id
    const text = 'SELECT count(*) AS value FROM events'
    sql = (await billableMetrics.create({ name: 'Calls in SQL', sql: text })).data.id
    await usage.ingest({
      usage: ['2024-08-01T05:00:00Z', '2024-08-01T05:59:59.999999Z'].map((timestamp) => ({
        transaction_id: timestamp,
        customer_id: 'acme',
        event_type: 'call',
        timestamp,
      })),
    })
  })
  afterAll(() => service.stop())

  /** What each way to ask for usage answers: its status, and the message or the values of its rows. */
  async function ask(from: string, to: string, size: string): Promise<Record<string, unknown>> {
    const range = { starting_on: from, ending_before: to }
    const batch = (metric: string) => ({ customer_ids: [customer], billable_metrics: [{ id: metric }] })
    const single = (metric: string) => ({ customer_id: customer, billable_metric_id: metric })
    const asked = {
      usage: ['/v1/usage', { ...batch(streaming), ...range, window_size: size }],
      usageOfSql: ['/v1/usage', { ...batch(sql), ...range, window_size: size }],
      groups: ['/v1/usage/groups', { ...single(streaming), ...range, window_size: size }],
      groupsOfSql: ['/v1/usage/groups', { ...single(sql), ...range, window_size: size }],
    } as const
    const answers = Object.entries(asked).map(async ([name, [path, body]]) => {
      const answer = await service.request('POST', path, { body })
      const { message, data } = answer.body as { message?: string; data?: { value: unknown }[] }
      return [name, [answer.status, message ?? data?.map(({ value }) => value)]]
    })
    return Object.fromEntries(await Promise.all(answers)) as Record<string, unknown>
  }

  function everywhere(answer: unknown): Record<string, unknown> {
    return { usage: answer, usageOfSql: answer, groups: answer, groupsOfSql: answer }
  }

  it.each([
    ['2024-08-01T00:00:00Z', '2024-08-01T00:00:00Z', 'DAY', ORDER],
    ['2024-08-02T00:00:00Z', '2024-08-01T00:00:00Z', 'HOUR', ORDER],
    ['2024-08-02T00:00:00Z', '2024-08-01T23:00:00Z', 'NONE', ORDER],
    // The same instant, written in two places of the world.
    ['2024-08-01T02:00:00+02:00', '2024-07-31T19:00:00-05:00', 'NONE', ORDER],
    ['2024-08-01T00:30:00Z', '2024-08-02T00:00:00Z', 'DAY', `starting_on: ${ON_HOUR}`],
    ['2024-08-01T00:00:00Z', '2024-08-01T01:00:00.000001Z', 'DAY', `ending_before: ${ON_HOUR}`],
    ['2024-08-01T00:00:00+05:30', '2024-08-02T00:00:00Z', 'DAY', `starting_on: ${ON_HOUR}`],
    ['1924-08-01T00:00:00Z', '2024-08-01T00:00:00Z', 'HOUR', `starting_on: ${TOO_EARLY}`],
    ['0001-01-01T00:00:00Z', '2024-08-01T00:00:00Z', 'NONE', `starting_on: ${TOO_EARLY}`],
    ['0000-01-01T00:00:00Z', '2024-08-01T00:00:00Z', 'NONE', `starting_on: ${TOO_EARLY}`],
    ['1970-01-01T00:00:00+01:00', '2024-08-01T00:00:00Z', 'NONE', `starting_on: ${TOO_EARLY}`],
    ['2024-08-01T00:00:00Z', '9999-12-31T23:00:00Z', 'NONE', `ending_before: ${TOO_LATE}`],
    ['2024-08-01T00:00:00Z', '2201-01-01T00:00:00-01:00', 'DAY', `ending_before: ${TOO_LATE}`],
    ['9998-01-01T00:00:00Z', '9999-01-01T00:00:00Z', 'DAY', `starting_on: ${TOO_LATE}`],
    // In UTC they are of the years -1 and 10000.
    ['0000-01-01T00:00:00+01:00', '2024-08-01T00:00:00Z', 'NONE', `starting_on: ${NO_TIMESTAMP}`],
    ['2024-08-01T00:00:00Z', '9999-12-31T23:00:00-01:00', 'NONE', `ending_before: ${NO_TIMESTAMP}`],
    ['2024-08-01T00:00:00Z', '12024-08-01T00:00:00Z', 'NONE', `ending_before: ${NO_TIMESTAMP}`],
    ['2024-08-01', '2024-08-02', 'DAY', `starting_on: ${NO_TIMESTAMP}`],
    ['2024-08-01T00:00:00Z', 'now', 'DAY', `ending_before: ${NO_TIMESTAMP}`],
    // A hundred years of hours; then one hour too many.
    ['1980-01-01T00:00:00Z', '2080-01-01T00:00:00Z', 'HOUR', `window_size: 876600 ${WINDOWS_MAX}`],
    ['2020-01-01T00:00:00Z', '2031-05-29T17:00:00Z', 'HOUR', `window_size: 100001 ${WINDOWS_MAX}`],
    ['2024-08-01T00:00:00Z', '2024-08-02T00:00:00Z', 'MONTH', 'window_size: expected one of'],
  ])('from %s to %s by %s are refused: %s', async (from, to, size, message) => {
    expect(await ask(from, to, size)).toEqual(everywhere([400, expect.stringContaining(message)]))
  })

  it.each([
    ['2024-08-01T05:00:00Z', '2024-08-01T06:00:00Z', 'HOUR', [2]],
    // The half-open range ends before an event on its end.
    ['2024-08-01T04:00:00Z', '2024-08-01T05:00:00Z', 'HOUR', [null]],
    ['2024-08-01T07:00:00+02:00', '2024-08-01T01:00:00-05:00', 'none', [2]],
    ['1970-01-01T00:00:00Z', '2201-01-01T00:00:00Z', 'NONE', [2]],
    ['2200-12-31T00:00:00Z', '2201-01-01T00:00:00Z', 'Day', [null]],
  ])('from %s to %s by %s are answered: %j', async (from, to, size, values) => {
    expect(await ask(from, to, size)).toEqual(everywhere([200, values]))
  })

  it('hold up to 100,000 windows, page by page', async () => {
    const [from, to] = ['2020-01-01T00:00:00Z', '2031-05-29T16:00:00Z']
    const answers = await ask(from, to, 'HOUR')
    const nulls = (count: number) => Array.from({ length: count }, () => null)
    const [batch, single] = [
      [200, nulls(1000)],
      [200, nulls(100)],
    ]
    expect(answers).toEqual({ usage: batch, usageOfSql: batch, groups: single, groupsOfSql: single })
  })

  it.each([
    ['2024-08-02T00:00:00Z', '2024-08-01T00:00:00Z', ORDER],
    ['0001-01-01T00:00:00Z', '2024-08-01T00:00:00Z', `starting_on: ${TOO_EARLY}`],
    ['2024-08-01T00:00:00Z', '9999-12-31T23:00:00-01:00', `ending_before: ${NO_TIMESTAMP}`],
  ])('of a preview of SQL keep the same rules: from %s to %s', async (from, to, message) => {
    const answer = await service.request('POST', '/ext/sql-metrics/check', {
      body: {
        sql: 'SELECT count(*) FROM events',
        customer_id: customer,
        starting_on: from,
        ending_before: to,
      },
    })
    expect([answer.status, answer.body]).toEqual([400, { message: expect.stringContaining(message) }])
  })
})
