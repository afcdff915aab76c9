import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Decimal } from '../src/kernel/decimal.ts'
import { startTestService, type TestService } from '../test/support/service.ts'
import { billingMonth } from './demo/billing-month.ts'
import { COMPANIES } from './demo/customers.ts'
import { runDemo, type DemoOptions, type DemoResult } from './demo/demo.ts'
import { generateEvents, type RequestEvent } from './demo/generate-events.ts'
import { CHANGED_PRICES, REQUESTS_PRICE, TOKEN_PRICES } from './demo/price-book.ts'
import { currentInvoice } from './demo/show-invoice.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const EVENTS_TOTAL = 2000

describe('the billing month', () => {
  const days = Array.from({ length: 4 * 366 }, (_, index) => Date.UTC(2024, 0, 1) + index * DAY)

  it.each([0, 1, 12 * HOUR, DAY - 1])('holds now and starts within reach, %s ms into any day', (ms) => {
    for (const day of days) {
      const { from, to, lastHourEnd } = billingMonth(day + ms)
      expect(from % DAY).toBe(0)
      expect(from).toBeLessThanOrEqual(day + ms - 26 * DAY)
      expect(from).toBeGreaterThanOrEqual(day + ms - 32 * DAY)
      expect(to).toBeGreaterThan(day + ms)
      expect(lastHourEnd).toBe(day + ms - (ms % HOUR))
    }
  })

  it.each([
    ['2026-11-20T20:00:00Z', '2026-10-21', '2026-11-21'],
    ['2026-03-27T10:00:00Z', '2026-02-28', '2026-03-28'],
    // A start of February 28 would end on March 28, one of January 31 on February 28.
    ['2026-03-30T10:00:00Z', '2026-03-01', '2026-04-01'],
    ['2026-02-28T10:00:00Z', '2026-02-01', '2026-03-01'],
  ])('at %s is from %s up to %s', (now, from, to) => {
    const month = billingMonth(Date.parse(now))
    expect([month.from, month.to]).toEqual([Date.parse(from), Date.parse(to)])
  })
})

describe('the generated events', () => {
  const range = { from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 2, 30, 10) }
  const events = generateEvents(range, EVENTS_TOTAL)

  it.each([1, 77, EVENTS_TOTAL])('are as many as asked for: %i', (count) => {
    expect(generateEvents(range, count)).toHaveLength(count)
  })

  it('are valid, inside the range, in time order, each with an id of its own', () => {
    for (const { timestamp, customer_id, properties } of events) {
      expect(Date.parse(timestamp)).toBeGreaterThanOrEqual(range.from)
      expect(Date.parse(timestamp)).toBeLessThan(range.to)
      expect(COMPANIES.map(({ alias }) => alias)).toContain(customer_id)
      expect(Number.isInteger(properties.input_tokens) && properties.input_tokens > 0).toBe(true)
      expect(Number.isInteger(properties.output_tokens)).toBe(true)
      expect(properties.output_tokens > 0).toBe(properties.status === 'succeeded')
    }
    const times = events.map(({ timestamp }) => timestamp)
    expect(times).toEqual(times.toSorted())
    expect(new Set(events.map((event) => event.transaction_id)).size).toBe(EVENTS_TOTAL)
  })

  it('are the same each time', () => {
    expect(generateEvents(range, EVENTS_TOTAL)).toEqual(events)
  })

  it('are mostly the same an hour and a day later', () => {
    const byId = new Map(events.map((event) => [event.transaction_id, event]))
    const kept = (shift: number) => {
      const later = generateEvents({ from: range.from + shift, to: range.to + shift }, EVENTS_TOTAL)
      const again = later.filter((event) => byId.has(event.transaction_id))
      for (const event of again) expect(event).toEqual(byId.get(event.transaction_id))
      return again.length / EVENTS_TOTAL
    }
    expect(kept(HOUR)).toBeGreaterThan(0.99)
    expect(kept(DAY)).toBeGreaterThan(0.93)
  })

  it('look like real traffic: few large customers, busy weekdays, growth, a heavy tail', () => {
    const shareOf = (test: (event: RequestEvent) => boolean) => events.filter(test).length / events.length
    const largest = COMPANIES.slice(0, 3).map(({ alias }) => alias)
    expect(shareOf((event) => largest.includes(event.customer_id))).toBeGreaterThan(0.5)
    expect(shareOf(({ timestamp }) => [0, 6].includes(new Date(timestamp).getUTCDay()))).toBeLessThan(0.2)
    expect(shareOf(({ timestamp }) => timestamp > '2026-03-15T17')).toBeGreaterThan(0.53)
    const tokens = events.map(({ properties }) => properties.input_tokens).sort((a, b) => a - b)
    const tenth = tokens.slice(-EVENTS_TOTAL / 10).reduce((sum, count) => sum + count, 0)
    expect(tenth / tokens.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0.4)
  })
})

describe('the demo', () => {
  const now = Date.parse('2026-03-30T10:20:00Z')
  let service: TestService
  let said: string[] = []
  let shownProgress = 0

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock(new Date(now).toISOString())
  })
  afterAll(() => service.stop())

  async function run(options: Partial<DemoOptions> = {}): Promise<DemoResult> {
    said = []
    shownProgress = 0
    return runDemo(service.sandbox, {
      now,
      eventsTotal: EVENTS_TOTAL,
      say: (text) => said.push(text),
      showProgress: () => ({ advance: (count) => (shownProgress += count), stop() {} }),
      ...options,
    })
  }

  async function totals({ customers }: DemoResult, at = now): Promise<Record<string, string>> {
    const entries = customers.map(async (customer) => {
      const { total } = await currentInvoice(service.sandbox, customer, at)
      return [customer.company.alias, total.toFixed()] as const
    })
    return Object.fromEntries(await Promise.all(entries))
  }

  it('stops where it is told to, and what it left is made good by the next run', async () => {
    const stopping = new AbortController()
    stopping.abort()
    await expect(run({ signal: stopping.signal })).rejects.toThrow('aborted')
    expect(shownProgress).toBe(0)
  })

  it('bills each customer what its events cost', async () => {
    const result = await run()
    expect(result.events).toHaveLength(EVENTS_TOTAL)
    expect(result.added).toBe(EVENTS_TOTAL)
    expect(shownProgress).toBe(EVENTS_TOTAL)
    expect(await totals(result)).toEqual(costs(result))
  })

  it('shows the price change as a split line, and the usage of the last two days', async () => {
    const { shown, priceBook } = await run()
    const { line_items } = await currentInvoice(service.sandbox, shown, now)
    const split = line_items.filter((line) => line.pricing_group_values?.['model'] === 'heron-pro')
    expect(
      split.map((line) => [line.name, line.starting_at?.slice(0, 10), line.unit_price.toFixed()]),
    ).toEqual([
      ['Input tokens (millions)', '2026-03-01', '300'],
      ['Input tokens (millions)', '2026-03-16', '250'],
      ['Output tokens (millions)', '2026-03-01', '1500'],
      ['Output tokens (millions)', '2026-03-16', '1250'],
    ])
    const story = said.join('\n')
    expect(story).not.toContain('A new billing period began')
    expect(story).toContain('draft invoice, 1 Mar 2026 up to 1 Apr 2026')
    expect(story).toMatch(/heron-pro +│ before 16 Mar │ .* │ +\$3\.00 │/)
    expect(story).toMatch(/heron-pro +│ from 16 Mar +│ .* │ +\$2\.50 │/)
    expect(story).toContain('█')
    const usage = await service.sandbox.v1.usage.listWithGroups({
      customer_id: shown.id,
      billable_metric_id: priceBook.inputTokens,
      window_size: 'NONE',
      current_period: true,
      group_key: ['model'],
    })
    expect(usage.data).toHaveLength(4)
  })

  it('changes nothing when it is run again', async () => {
    const first = await run()
    const second = await run()
    expect(second).toEqual({ ...first, added: 0 })
    expect(await totals(second)).toEqual(costs(first))
    expect(said.join('\n')).toContain(
      'The service had 2,000 of them from an earlier run; it counts each transaction_id once, so 0 were added.',
    )
  })

  it('goes on after an hour, and in the next billing period', async () => {
    const anHourLater = now + HOUR
    await service.setClock(new Date(anHourLater).toISOString())
    const { added } = await run({ now: anHourLater })
    expect(added).toBeGreaterThan(0)
    expect(added).toBeLessThan(EVENTS_TOTAL / 100)
    const inApril = Date.parse('2026-04-02T00:10:00Z')
    await service.setClock(new Date(inApril).toISOString())
    await run({ now: inApril })
    expect(said.join('\n')).toContain('draft invoice, 1 Apr 2026 up to 1 May 2026')
    expect(said.join('\n')).toContain('A new billing period began on 1 Apr 2026')
  })
})

/** What each company's events cost. */
function costs({ events }: DemoResult): Record<string, string> {
  const byCompany = Map.groupBy(events, (event) => event.customer_id)
  return Object.fromEntries(COMPANIES.map(({ alias }) => [alias, costOf(byCompany.get(alias) ?? [])]))
}

/** What events cost by the price list, in cents: summed event by event, which an invoice does not do. */
function costOf(events: readonly RequestEvent[]): string {
  let cost = new Decimal(0)
  for (const { timestamp, properties } of events) {
    const { model, input_tokens, output_tokens, status } = properties
    const changed = timestamp >= '2026-03-16' ? CHANGED_PRICES[model] : undefined
    const { input, output } = changed ?? TOKEN_PRICES[model]
    cost = cost.plus(new Decimal(REQUESTS_PRICE).dividedBy(1000))
    if (status !== 'succeeded') continue
    cost = cost.plus(new Decimal(input_tokens).times(input).dividedBy(1_000_000))
    cost = cost.plus(new Decimal(output_tokens).times(output).dividedBy(1_000_000))
  }
  return cost.toFixed()
}
