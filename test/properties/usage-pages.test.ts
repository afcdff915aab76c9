import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareGroups } from '../support/oracle/order.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'

const NOW = '2024-08-18T12:00:00Z'
const HOUR_MS = 3_600_000
const FROM = Date.parse('2024-08-17T00:00:00Z')
const HOURS = 30
const MODELS = ['small', 'large', null] as const

/** An event's hour of the range, its model, and how much it adds to the sum. */
interface Sent {
  hour: number
  model: (typeof MODELS)[number]
  amount: number
}

/** A row of usage; without a model where the question is for windows alone. */
interface Row {
  hour: number
  model?: string | null
  value: number | null
}

type Step =
  | { kind: 'send'; events: Sent[] }
  /** Asks for a page: the first, or the one after a page that was answered, however long ago. */
  | { kind: 'ask'; isByModel: boolean; limit: number; after: number }

const sent = fc.record({
  hour: fc.nat({ max: HOURS - 1 }),
  model: fc.constantFrom(...MODELS),
  amount: fc.integer({ min: 1, max: 1000 }),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      events: fc.array(sent, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      isByModel: fc.boolean(),
      limit: fc.integer({ min: 1, max: 8 }),
      after: fc.nat({ max: 5 }),
    }),
  },
)

describe('pages of usage between which events come in', { timeout: PROPERTY_TIMEOUT_MS }, () => {
  let service: TestService
  let metricId: string
  let nextId = 0

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock(NOW)
    const { data } = await service.sandbox.v1.billableMetrics.create({
      name: 'Amount',
      aggregation_type: 'SUM',
      aggregation_key: 'amount',
      property_filters: [{ name: 'amount', exists: true }],
    })
    metricId = data.id
  })
  afterAll(() => service.stop())

  it('each hold what was acknowledged before they were asked for, from where the last one ended', () =>
    hold(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
        const alias = `customer-${nextId++}`
        const { data } = await service.sandbox.v1.customers.create({ name: alias, ingest_aliases: [alias] })
        const all: Sent[] = []
        const ends = { true: [] as PageEnd[], false: [] as PageEnd[] }
        for (const one of steps) {
          if (one.kind === 'send') {
            await send(alias, one.events)
            all.push(...one.events)
            continue
          }
          const { isByModel, limit } = one
          const known = ends[`${isByModel}`]
          // The last ones are asked for most, the first page now and then.
          const after = known.at(-1 - one.after)
          const rows = rowsOf(all, isByModel).filter((row) => after === undefined || isAfter(row, after.row))
          const page = await ask(data.id, isByModel, limit, after?.cursor)
          expect(page.rows).toEqual(rows.slice(0, limit))
          expect(page.cursor === null).toBe(rows.length <= limit)
          const row = page.rows.at(-1)
          if (page.cursor !== null && row !== undefined) known.push({ cursor: page.cursor, row })
        }
      }),
      15,
    ))

  async function send(alias: string, events: readonly Sent[]): Promise<void> {
    const body = events.map(({ hour, model, amount }) => ({
      transaction_id: `event-${nextId++}`,
      customer_id: alias,
      event_type: 'call',
      timestamp: new Date(FROM + hour * HOUR_MS).toISOString(),
      properties: { amount: String(amount), ...(model === null ? {} : { model }) },
    }))
    const { status, text } = await service.request('POST', '/v1/ingest', { body })
    expect([status, text]).toEqual([200, '{}'])
  }

  async function ask(customerId: string, isByModel: boolean, limit: number, cursor: string | undefined) {
    const query = `limit=${limit}${cursor === undefined ? '' : `&next_page=${encodeURIComponent(cursor)}`}`
    const { status, text, body } = await service.request('POST', `/v1/usage/groups?${query}`, {
      body: {
        customer_id: customerId,
        billable_metric_id: metricId,
        window_size: 'HOUR',
        starting_on: new Date(FROM).toISOString(),
        ending_before: new Date(FROM + HOURS * HOUR_MS).toISOString(),
        ...(isByModel ? { group_key: ['model'] } : {}),
      },
    })
    expect(status, text).toBe(200)
    const { data, next_page } = body as {
      data: { starting_on: string; group_value: string | null; value: number | null }[]
      next_page: string | null
    }
    const rows = data.map(({ starting_on, group_value, value }): Row => {
      const hour = (Date.parse(starting_on) - FROM) / HOUR_MS
      return isByModel ? { hour, model: group_value, value } : { hour, value }
    })
    return { rows, cursor: next_page }
  }
})

interface PageEnd {
  cursor: string
  row: Row
}

/** All rows that are due: of each hour, or of each hour and model that has an event. */
function rowsOf(all: readonly Sent[], isByModel: boolean): Row[] {
  return Array.from({ length: HOURS }, (_, hour) => hour).flatMap((hour): Row[] => {
    const own = all.filter((event) => event.hour === hour)
    if (!isByModel) return [{ hour, value: own.length === 0 ? null : sum(own) }]
    return [...Map.groupBy(own, ({ model }) => model)]
      .map(([model, events]) => ({ hour, model, value: sum(events) }))
      .toSorted((a, b) => compareGroups([a.model], [b.model]))
  })
}

function sum(events: readonly Sent[]): number {
  return events.reduce((total, { amount }) => total + amount, 0)
}

function isAfter(row: Row, end: Row): boolean {
  if (row.hour !== end.hour) return row.hour > end.hour
  return row.model !== undefined && compareGroups([row.model], [end.model ?? null]) > 0
}
