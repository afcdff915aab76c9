import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Decimal } from '../../src/kernel/decimal.ts'
import { numberText, type JsonNumber } from '../../src/kernel/json.ts'
import { startTestService, type TestService } from '../support/service.ts'

const MONTH = { starting_on: '2024-08-01T00:00:00Z', ending_before: '2024-09-01T00:00:00Z' }
const TIMESTAMP = '2024-08-18T10:00:00Z'
const EVENT_TYPE = 'call'

/** All give the sum of the amounts, each in a way of its own. */
const METRICS = {
  'a streaming metric': {
    aggregation_type: 'SUM' as const,
    aggregation_key: 'amount',
    event_type_filter: { in_values: [EVENT_TYPE] },
    property_filters: [{ name: 'amount', exists: true }],
  },
  'an SQL metric of one aggregation': {
    sql: `SELECT sum(properties.amount) FROM events WHERE event_type = '${EVENT_TYPE}'`,
  },
  'an SQL metric of many aggregations': {
    sql: `SELECT sum(part) FROM (
      SELECT transaction_id, sum(properties.amount) AS part FROM events
      WHERE event_type = '${EVENT_TYPE}' GROUP BY transaction_id
    )`,
  },
}
const KINDS = Object.keys(METRICS) as (keyof typeof METRICS)[]

const WRITERS = 4
const REQUESTS_OF_EACH = 6

/** What several writers have sent of one customer, in whole numbers of tenths. */
interface Ledger {
  customerId: string
  alias: string
  sentTenths: number
  acknowledgedTenths: number
}

describe('usage that is asked for after events were acknowledged', () => {
  let service: TestService
  const metricIds = new Map<string, string>()
  let nextId = 0

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-18T12:00:00Z')
    for (const kind of KINDS) {
      const { data } = await service.sandbox.v1.billableMetrics.create({ name: kind, ...METRICS[kind] })
      metricIds.set(kind, data.id)
    }
  })
  afterAll(() => service.stop())

  async function openLedger(alias: string): Promise<Ledger> {
    const { data } = await service.sandbox.v1.customers.create({ name: alias, ingest_aliases: [alias] })
    return { customerId: data.id, alias, sentTenths: 0, acknowledgedTenths: 0 }
  }

  /** Sends some events of 0.1, 0.2 and so on, and waits for the acknowledgement. */
  async function send(ledger: Ledger, events: number) {
    const body = Array.from({ length: events }, (_, index) => ({
      transaction_id: `event-${nextId++}`,
      customer_id: ledger.alias,
      event_type: EVENT_TYPE,
      timestamp: TIMESTAMP,
      properties: { amount: `0.${index + 1}` },
    }))
    const tenths = (events * (events + 1)) / 2
    ledger.sentTenths += tenths
    const { status, text } = await service.request('POST', '/v1/ingest', { body })
    expect([status, text]).toEqual([200, '{}'])
    ledger.acknowledgedTenths += tenths
  }

  /** The usage of the month, in tenths, as one request by windows and groups gives it. */
  async function groupedTenths(kind: string, { customerId }: Ledger): Promise<number> {
    const asked = { customer_id: customerId, billable_metric_id: metricIds.get(kind), window_size: 'NONE' }
    return askTenths('/v1/usage/groups', { ...asked, ...MONTH })
  }

  /** The same, as a request over customers and metrics gives it. */
  async function batchTenths(kind: string, { customerId }: Ledger): Promise<number> {
    const billable_metrics = [{ id: metricIds.get(kind) }]
    return askTenths('/v1/usage', {
      customer_ids: [customerId],
      billable_metrics,
      window_size: 'NONE',
      ...MONTH,
    })
  }

  async function askTenths(path: string, body: unknown): Promise<number> {
    const answer = await service.request('POST', path, { body })
    expect(answer.status, answer.text).toBe(200)
    const { data } = answer.body as { data: { value: JsonNumber | null }[] }
    expect(data.length).toBeLessThanOrEqual(1)
    const value = data[0]?.value ?? null
    return value === null ? 0 : new Decimal(numberText(value)).times(10).toNumber()
  }

  describe.each(KINDS)('of %s', (kind) => {
    it('holds exactly what each of several writers has sent of a customer of its own', async () => {
      const write = async (writer: number) => {
        const ledger = await openLedger(`${kind} ${writer}`)
        for (let request = 0; request < REQUESTS_OF_EACH; request += 1) {
          await send(ledger, 1 + ((request + writer) % 4))
          const wanted = [ledger.acknowledgedTenths, ledger.acknowledgedTenths]
          expect([await groupedTenths(kind, ledger), await batchTenths(kind, ledger)]).toEqual(wanted)
        }
      }
      await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)))
    })

    it('holds all that was acknowledged of a customer whom several writers write and readers read', async () => {
      const ledger = await openLedger(`${kind}, shared`)
      const writing = new Set(Array.from({ length: WRITERS }).keys())
      const write = async (writer: number) => {
        try {
          for (let request = 0; request < REQUESTS_OF_EACH; request += 1) {
            await send(ledger, 1 + ((request + writer) % 4))
          }
        } finally {
          writing.delete(writer)
        }
      }
      const read = async (ask: typeof groupedTenths) => {
        let reads = 0
        let last = 0
        while (writing.size > 0) {
          const before = Math.max(ledger.acknowledgedTenths, last)
          last = await ask(kind, ledger)
          // No event is seen before it was sent, and none that was seen once goes away.
          expect(last).toBeGreaterThanOrEqual(before)
          expect(last).toBeLessThanOrEqual(ledger.sentTenths)
          reads += 1
        }
        return reads
      }
      const writers = [...writing].map(write)
      const readers = [groupedTenths, groupedTenths, batchTenths].map(read)
      const [reads] = await Promise.all([Promise.all(readers), ...writers])
      expect(Math.min(...reads)).toBeGreaterThan(0)
      expect(ledger.acknowledgedTenths).toBe(ledger.sentTenths)
      expect(await groupedTenths(kind, ledger)).toBe(ledger.sentTenths)
    })
  })
})
