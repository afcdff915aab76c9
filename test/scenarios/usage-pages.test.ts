import { setImmediate } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { HOUR_MS } from '../../src/kernel/instant.ts'
import { compileMetric } from '../../src/metrics/compile.ts'
import { readGroupedUsage, type GroupedUsageRequest } from '../../src/usage/grouped-usage.ts'
import { RowsAhead } from '../../src/usage/rows-ahead.ts'
import { WindowReads } from '../../src/usage/window-reads.ts'
import { startTestService, type TestService } from '../support/service.ts'

const FROM = Date.parse('2024-07-20T00:00:00Z')
const CUSTOMERS = 40

/** An event at an hour from the first on, as much as its amount says. */
type Sent = [customer: string, hour: number, amount: number, model: string]

const AMOUNT = compileMetric(
  {
    kind: 'streaming',
    aggregation: 'SUM',
    aggregationKey: 'amount',
    eventTypeFilter: { inValues: null, notInValues: null },
    propertyFilters: [],
    groupKeys: [],
  },
  null,
)

describe('reading usage page by page, and many at once', () => {
  let service: TestService
  let nextId = 0
  let queries = 0

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-18T12:00:00Z')
  })
  afterAll(() => service.stop())

  async function send(events: readonly Sent[]): Promise<void> {
    const body = events.map(([customer_id, hour, amount, model]) => ({
      transaction_id: `event-${nextId++}`,
      customer_id,
      event_type: 'call',
      timestamp: new Date(FROM + hour * HOUR_MS).toISOString(),
      properties: { amount, model },
    }))
    const { status, text } = await service.request('POST', '/v1/ingest', { body })
    expect([status, text]).toEqual([200, '{}'])
  }

  /** What usage is read with, which counts its queries. */
  function openScope() {
    const warehouse = service.warehouse('sandbox')
    if (warehouse.changedHours === null) throw new Error('others may store events')
    queries = 0
    return {
      warehouse: {
        ...warehouse,
        run: ((...asked) => {
          queries += 1
          return warehouse.run(...asked)
        }) as typeof warehouse.run,
      },
      propertyColumns: { stored: new Set<string>() },
      rowsAhead: new RowsAhead(warehouse.changedHours),
      windowReads: new WindowReads(),
    }
  }

  function requestOf(customer: string, hours: number, rowsMax: number): GroupedUsageRequest {
    return {
      metric: { kind: 'streaming', id: '00000000-0000-4000-8000-000000000001', name: 'Amount', tree: AMOUNT },
      identifiers: [customer],
      range: { from: FROM, to: FROM + hours * HOUR_MS },
      windowSize: 'HOUR',
      groupKey: [],
      groupFilters: [],
      rowsMax,
      cursor: undefined,
    }
  }

  async function page(scope: ReturnType<typeof openScope>, request: GroupedUsageRequest, cursor?: string) {
    const { rows, nextCursor } = await readGroupedUsage(scope, { ...request, cursor })
    const shown = rows.map(({ window, groups, value }) => [
      (window.from - FROM) / HOUR_MS,
      ...groups,
      value === null ? null : Number(value.text),
    ])
    return { rows: shown, cursor: nextCursor ?? undefined }
  }

  it('asks the engine once for a thousand windows, whose pages follow one another to the end', async () => {
    await send([
      ['pages', 0, 1, 'a'],
      ['pages', 650, 2, 'a'],
    ])
    const scope = openScope()
    const request = requestOf('pages', 1300, 100)
    const all: unknown[] = []
    let cursor: string | undefined
    do {
      const next = await page(scope, request, cursor)
      all.push(...next.rows)
      cursor = next.cursor
    } while (cursor !== undefined)
    expect(all).toEqual(
      Array.from({ length: 1300 }, (_, hour) => [hour, hour === 0 ? 1 : hour === 650 ? 2 : null]),
    )
    expect(queries).toBe(2)
  })

  it('asks again for a page of hours in which events were stored, and for no other', async () => {
    await send([['changing', 0, 1, 'a']])
    const scope = openScope()
    const request = requestOf('changing', 40, 10)
    const first = await page(scope, request)
    await send([['changing', 25, 3, 'a']])
    const second = await page(scope, request, first.cursor)
    expect([second.rows.at(5), queries]).toEqual([[15, null], 1])
    const third = await page(scope, request, second.cursor)
    expect([third.rows.at(5), queries]).toEqual([[25, 3], 2])
  })

  it('goes on after groups whose names are longer than a request’s address usually may be', async () => {
    // Two of 200 KB, of the 1 MB that one takes.
    const models = ['a', 'b'].map((first) => first.padEnd(200_000, 'y'))
    await send(models.map((model, index): Sent => ['long', 1, index + 1, model]))
    const { billableMetrics, customers } = service.sandbox.v1
    const customer = (await customers.create({ name: 'Long', ingest_aliases: ['long'] })).data.id
    const metric = await billableMetrics.create({
      name: 'Amount by model',
      aggregation_type: 'SUM',
      aggregation_key: 'amount',
      property_filters: ['amount', 'model'].map((name) => ({ name, exists: true })),
      group_keys: [['model']],
    })
    const groups = service.sandbox.v1.usage.listWithGroups({
      customer_id: customer,
      billable_metric_id: metric.data.id,
      window_size: 'HOUR',
      group_key: ['model'],
      starting_on: '2024-07-20T00:00:00Z',
      ending_before: '2024-07-21T00:00:00Z',
      limit: 1,
    })
    const values = (await Array.fromAsync(groups)).map(({ group, value }) => [group?.['model'], value])
    expect(values).toEqual([
      [models[0], 1],
      [models[1], 2],
    ])
  })

  it('shows a group of an hour that had none when the page before was read', async () => {
    await send([
      ['groups', 1, 1, 'a'],
      ['groups', 5, 5, 'a'],
    ])
    const scope = openScope()
    const request = { ...requestOf('groups', 10, 1), groupKey: ['model'] }
    const first = await page(scope, request)
    expect(first.rows).toEqual([[1, 'a', 1]])
    await send([['groups', 3, 3, 'a']])
    const second = await page(scope, request, first.cursor)
    expect(second.rows).toEqual([[3, 'a', 3]])
    await send([['groups', 3, 4, 'b']])
    const third = await page(scope, request, second.cursor)
    expect(third.rows).toEqual([[3, 'b', 4]])
    expect((await page(scope, request, third.cursor)).rows).toEqual([[5, 'a', 5]])
  })

  it('begins each list with a query, as nothing says that the reader goes on', async () => {
    const scope = openScope()
    await page(scope, requestOf('pages', 1300, 100))
    await page(scope, requestOf('pages', 1300, 100))
    expect(queries).toBe(2)
  })

  it('gives each of many customers that are asked for at once its own windows, in few queries', async () => {
    const names = Array.from({ length: CUSTOMERS }, (_, customer) => `many-${customer}`)
    await send(names.map((name, customer): Sent => [name, customer, customer + 1, 'a']))
    await send([['many-7', 7, 100, 'a']])
    const scope = openScope()
    const asked = names.map((name) => page(scope, requestOf(name, CUSTOMERS, CUSTOMERS)))
    // The last one twice is the same question.
    const again = page(scope, requestOf('many-39', CUSTOMERS, CUSTOMERS))
    const due = (customer: number) =>
      names.map((_, hour) => [hour, hour !== customer ? null : customer === 7 ? 108 : customer + 1])
    for (const [customer, { rows }] of (await Promise.all(asked)).entries()) {
      expect(rows).toEqual(due(customer))
    }
    expect((await again).rows).toEqual(due(39))
    // A query has at most 32 customers.
    expect(queries).toBe(2)
  })

  describe('after several were answered together', () => {
    // Whoever waits for a timer waits for ever.
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['setTimeout'] })
    })
    afterEach(() => {
      vi.useRealTimers()
    })

    it('asks for them together again, although they come one after the other', async () => {
      const scope = openScope()
      await Promise.all(['pages', 'changing'].map((name) => page(scope, requestOf(name, 30, 30))))
      expect(queries).toBe(1)
      const first = page(scope, requestOf('pages', 30, 30))
      await setImmediate()
      await page(scope, requestOf('changing', 30, 30))
      await first
      expect(queries).toBe(2)
    })

    it('waits for nobody whom the query has no room for', async () => {
      const scope = openScope()
      await Promise.all(['pages', 'changing'].map((name) => page(scope, requestOf(name, 30, 30))))
      const first = page(scope, requestOf('pages', 30, 30))
      await setImmediate()
      // An identifier is of one customer in each query.
      const other = page(scope, { ...requestOf('pages', 30, 30), identifiers: ['pages', 'changing'] })
      await Promise.all([first, other])
      expect(queries).toBe(3)
    })
  })

  it('tells two customers apart of which one has taken an alias from the other', async () => {
    await send([
      ['alias', 2, 5, 'a'],
      ['own', 2, 7, 'a'],
    ])
    const scope = openScope()
    const before = page(scope, { ...requestOf('own', 4, 4), identifiers: ['own', 'alias'] })
    const after = page(scope, { ...requestOf('other', 4, 4), identifiers: ['other', 'alias'] })
    const own = page(scope, requestOf('own', 4, 4))
    expect((await before).rows.at(2)).toEqual([2, 12])
    expect((await after).rows.at(2)).toEqual([2, 5])
    expect((await own).rows.at(2)).toEqual([2, 7])
  })

  it('fails for each that waited where the query fails, and answers the next', async () => {
    const scope = openScope()
    const { run } = scope.warehouse
    scope.warehouse.run = () => Promise.reject(new Error('the engine is down'))
    const asked = ['pages', 'changing'].map((name) => page(scope, requestOf(name, 30, 30)))
    for (const one of asked) await expect(one).rejects.toThrow('the engine is down')
    scope.warehouse.run = run
    expect((await page(scope, requestOf('changing', 30, 30))).rows.at(25)).toEqual([25, 3])
  })
})
