import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Decimal } from '../../src/kernel/decimal.ts'
import { numberText, type JsonNumber } from '../../src/kernel/json.ts'
import { openPropertyColumns } from '../../src/catalog/billable-metrics/property-columns.ts'
import { compileMetric } from '../../src/metrics/compile.ts'
import type { StreamingDefinition } from '../../src/metrics/definition.ts'
import { admittedSql } from '../../src/metrics/sql/admit-sql.ts'
import { readGroupedUsage } from '../../src/usage/grouped-usage.ts'
import { WindowReads } from '../../src/usage/window-reads.ts'
import type { UsageMetric } from '../../src/usage/metric.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { compareGroups } from '../support/oracle/order.ts'
import { startTestService, type TestService } from '../support/service.ts'

const USERS = 100_000
/** How many of the users each day has: all, then the first ones, then the others. */
const DAYS = [
  { day: '2024-08-01', users: [0, USERS] },
  { day: '2024-08-02', users: [0, 60_000] },
  { day: '2024-08-03', users: [60_000, USERS] },
] as const

const IN_ONE_PASS = 'SELECT properties.user, sum(properties.amount) AS value FROM events GROUP BY user'
const WINDOW_BY_WINDOW = `SELECT user, sum(amount) AS value
  FROM (SELECT properties.user, sum(properties.amount) AS amount FROM events GROUP BY user) GROUP BY user`

type Row = readonly [day: string, user: string | null, value: string]

/** Names whose order by bytes is neither that of their numbers nor JavaScript's. */
function userName(user: number): string {
  return `${user % 1000 === 0 ? '😀' : user % 1000 === 1 ? '\uFFFD' : 'user '}${user}`
}

/** A user's amount on a day, with digits that a double would lose. */
function amount(user: number, place: number): string {
  return `${user}${place}.0000000000000000000${place + 1}`
}

function eventsOf(place: number): { user: string | null; amount: string }[] {
  const [first, end] = DAYS[place]?.users ?? [0, 0]
  const all = Array.from({ length: end - first }, (_, index) => ({
    user: userName(first + index),
    amount: amount(first + index, place),
  }))
  return place === 0 ? [...all, { user: null, amount: '7' }] : all
}

/** Each day's rows, in order, as they are to come. */
const BY_DAY: Row[] = DAYS.flatMap(({ day }, place) =>
  eventsOf(place)
    .map(({ user, amount }): Row => [day, user, new Decimal(amount).toFixed()])
    .toSorted((a, b) => compareGroups([a[1]], [b[1]])),
)

const AMOUNT: StreamingDefinition = {
  kind: 'streaming',
  aggregation: 'SUM',
  aggregationKey: 'amount',
  eventTypeFilter: { inValues: null, notInValues: null },
  propertyFilters: [{ name: 'amount', exists: true, inValues: null, notInValues: null }],
  groupKeys: [],
}

describe('a customer with 100,000 users', { timeout: 60_000 }, () => {
  let service: TestService
  let customer = ''
  let metrics: Record<'streaming' | 'inOnePass' | 'windowByWindow', string>

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-20T12:00:00Z')
    const { customers, billableMetrics } = service.sandbox.v1
    customer = (await customers.create({ name: 'Acme', ingest_aliases: ['acme'] })).data.id
    const streaming = await billableMetrics.create({
      name: 'Amount',
      aggregation_type: 'SUM',
      aggregation_key: 'amount',
      property_filters: [{ name: 'amount', exists: true }],
    })
    const inOnePass = await billableMetrics.create({ name: 'Amount in SQL', sql: IN_ONE_PASS })
    const windowByWindow = await billableMetrics.create({ name: 'Amount by window', sql: WINDOW_BY_WINDOW })
    metrics = {
      streaming: streaming.data.id,
      inOnePass: inOnePass.data.id,
      windowByWindow: windowByWindow.data.id,
    }
    for (const [place, { day }] of DAYS.entries()) await store(day, eventsOf(place))
  }, 60_000)
  afterAll(() => service.stop())

  /** Stores events as ingest does; two thousand requests would take longer than all of the test. */
  async function store(day: string, events: ReturnType<typeof eventsOf>): Promise<void> {
    await service.warehouse('sandbox').insert(
      'events',
      events.map(({ user, amount }, index) => ({
        transaction_id: `${day} ${index}`,
        customer_id: 'acme',
        event_type: 'call',
        timestamp: `${day} 10:00:00`,
        properties: { ...(user === null ? {} : { user }), amount },
        property_kinds: user === null ? 's' : 'ss',
        properties_null: [],
        accepted_at: '2024-08-20 12:00:00.000',
        accepted_sequence: 1,
      })),
    )
  }

  const bounds = { starting_on: '2024-08-01T00:00:00Z', ending_before: '2024-08-04T00:00:00Z' }

  async function groupsPage(metric: string, cursor: string | null, limit = '') {
    const query = new URLSearchParams({ ...(limit && { limit }), ...(cursor && { next_page: cursor }) })
    const answer = await service.request('POST', `/v1/usage/groups?${query.toString()}`, {
      body: {
        customer_id: customer,
        billable_metric_id: metric,
        window_size: 'DAY',
        group_key: ['user'],
        ...bounds,
      },
    })
    expect(answer.status).toBe(200)
    const { data, next_page } = answer.body as {
      data: { starting_on: string; group: { user: string | null }; value: JsonNumber }[]
      next_page: string | null
    }
    const rows = data.map((row): Row => [row.starting_on.slice(0, 10), row.group.user, plain(row.value)])
    return { rows, next: next_page }
  }

  async function usage(groupBy: Record<string, unknown>, more: Record<string, unknown>, cursor?: string) {
    const query = cursor === undefined ? '' : `?next_page=${cursor}`
    const answer = await service.request('POST', `/v1/usage${query}`, {
      body: {
        customer_ids: [customer],
        billable_metrics: [{ id: metrics.streaming, group_by: { key: 'user', ...groupBy } }],
        ...bounds,
        ...more,
      },
    })
    const { message, data, next_page } = answer.body as {
      message?: string
      data?: { start_timestamp: string; value: JsonNumber; groups: Record<string, JsonNumber> }[]
      next_page?: string | null
    }
    const days = data?.map(({ start_timestamp }) => start_timestamp.slice(0, 10)) ?? []
    const groups = data?.flatMap((row) =>
      Object.entries(row.groups).map(([user, value]): Row => [
        row.start_timestamp.slice(0, 10),
        user,
        plain(value),
      ]),
    )
    return { status: answer.status, message, days, groups: groups ?? [], next: next_page ?? null }
  }

  it.each(['streaming', 'inOnePass', 'windowByWindow'] as const)(
    'has each of them once, in order, and no page reads more rows than it shows and one: %s',
    async (kind) => {
      const metric: UsageMetric =
        kind === 'streaming'
          ? { kind, id: metrics.streaming, name: 'Amount', tree: compileMetric(AMOUNT, null) }
          : {
              kind: 'sql',
              id: metrics[kind],
              name: 'Amount',
              subject: 'the metric',
              sql: admittedSql(kind === 'inOnePass' ? IN_ONE_PASS : WINDOW_BY_WINDOW),
              afterSequence: null,
            }
      const { warehouse, mostRows } = counting(service.warehouse('sandbox'))
      const propertyColumns = await openPropertyColumns(service.warehouse('sandbox'))
      const rows: Row[] = []
      let cursor: string | undefined
      do {
        const page = await readGroupedUsage(
          { warehouse, propertyColumns, rowsAhead: null, windowReads: new WindowReads() },
          {
            metric,
            identifiers: ['acme'],
            range: { from: Date.parse(bounds.starting_on), to: Date.parse(bounds.ending_before) },
            windowSize: 'DAY',
            groupKey: ['user'],
            groupFilters: [],
            rowsMax: 50_000,
            cursor,
          },
        )
        for (const { window, groups, value } of page.rows) {
          const day = new Date(window.from).toISOString().slice(0, 10)
          rows.push([day, groups[0] ?? null, value?.text ?? 'null'])
        }
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      expectSame(rows, BY_DAY)
      expect(mostRows()).toBe(50_001)
    },
  )

  it.each(['streaming', 'inOnePass', 'windowByWindow'] as const)(
    'is paged through over the API, by a hundred rows where no limit is said: %s',
    async (kind) => {
      const first = await groupsPage(metrics[kind], null)
      const second = await groupsPage(metrics[kind], first.next, '100')
      const third = await groupsPage(metrics[kind], second.next, '1')
      expectSame([...first.rows, ...second.rows, ...third.rows], BY_DAY.slice(0, 201))
      expect([first.rows.length, second.rows.length]).toEqual([100, 100])
    },
  )

  it('has all users of the whole range in one row of usage', async () => {
    const { status, groups, next } = await usage({}, { window_size: 'NONE' })
    const sums = new Map<string | null, Decimal>()
    for (const [, user, value] of BY_DAY) sums.set(user, (sums.get(user) ?? new Decimal(0)).plus(value))
    sums.delete(null)
    expect([status, next]).toEqual([200, null])
    expectSame(
      unordered(groups),
      unordered([...sums].map(([user, sum]): Row => ['2024-08-01', user, sum.toFixed()])),
    )
  })

  it('has pages of usage that end where their rows would have more than 100,000 users', async () => {
    const first = await usage({}, { window_size: 'DAY' })
    expect([first.status, first.days]).toEqual([200, ['2024-08-01']])
    const second = await usage({}, { window_size: 'DAY' }, first.next ?? '')
    expect([second.status, second.days, second.next]).toEqual([200, ['2024-08-02', '2024-08-03'], null])
    const named = BY_DAY.filter(([, user]) => user !== null)
    expectSame(unordered([...first.groups, ...second.groups]), unordered(named))
  })

  describe('and one more', () => {
    beforeAll(() => store('2024-08-01', [{ user: 'one more', amount: '1' }]))

    it.each(['NONE', 'DAY'])(
      'has too many for one row of usage by %s, which says what to do',
      async (size) => {
        const { status, message } = await usage({}, { window_size: size })
        expect(status).toBe(400)
        expect(message).toMatch(
          /^billable_metrics\.0\.group_by: 100001 values for customer .*, at most 100000; /,
        )
        expect(message).toContain('name those wanted in values, or page through all with /v1/usage/groups')
      },
    )

    it('has the usage of those that are named', async () => {
      const named = await usage({ values: ['one more', userName(1000)] }, { window_size: 'NONE' })
      // 10000.…01 of the first day, 10001.…02 of the second.
      expect(unordered(named.groups)).toEqual([
        ['2024-08-01', 'one more', '1'],
        ['2024-08-01', '😀1000', '20001.00000000000000000003'],
      ])
    })
  })
})

/** A warehouse that knows the most rows that one query of it gave. */
function counting(warehouse: Warehouse): { warehouse: Warehouse; mostRows: () => number } {
  let most = 0
  const count = <Row>(rows: Row[]): Row[] => {
    most = Math.max(most, rows.length)
    return rows
  }
  return {
    warehouse: {
      ...warehouse,
      run: async (query, params, fragments) => count(await warehouse.run(query, params, fragments)),
      runLimited: async (query, params, fragments) =>
        count(await warehouse.runLimited(query, params, fragments)),
    },
    mostRows: () => most,
  }
}

/** Compares long lists; a difference shows its first rows alone. */
function expectSame(found: readonly Row[], expected: readonly Row[]): void {
  const different = expected.findIndex((row, index) => String(found[index]) !== String(row))
  const near = (rows: readonly Row[]) => rows.slice(different, different + 3)
  if (different !== -1) expect({ different, rows: near(found) }).toEqual({ different, rows: near(expected) })
  expect(found).toHaveLength(expected.length)
}

/** In an order that is the same for the same rows: the groups of a row of usage are an object's, in none. */
function unordered(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => (String(a) < String(b) ? -1 : 1))
}

function plain(value: JsonNumber): string {
  return new Decimal(numberText(value)).toFixed()
}
