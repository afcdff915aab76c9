import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'

const START = Date.UTC(2024, 7, 1)
const HOUR_MS = 3_600_000
const HOURS = 19 * 24

/** Tiers of two widths and one without end, and what a unit costs in each. */
const tiersDraw = fc.record({
  sizes: fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })),
  prices: fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 }), fc.nat({ max: 9 })),
})
type Tiers = typeof tiersDraw extends fc.Arbitrary<infer Value> ? Value : never

const contractDraw = fc.record({
  /** Each with the hour from which it holds; one from the start. */
  rates: fc.array(fc.tuple(fc.nat({ max: HOURS }), tiersDraw), { maxLength: 2 }),
  first: tiersDraw,
  /** Halves what a unit costs, from this hour on. */
  halvedFrom: fc.option(fc.nat({ max: HOURS })),
})

const eventDraw = fc.record({
  hour: fc.nat({ max: HOURS - 1 }),
  n: fc.nat({ max: 9 }),
  team: fc.constantFrom('red', 'blue'),
})
type Event = typeof eventDraw extends fc.Arbitrary<infer Value> ? Value : never

describe('the usage lines of a draft invoice', () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-20T00:00:00Z')
  })
  afterAll(() => service.stop())

  it(
    'add up to what the usage API says, and cost what each unit costs one by one',
    { timeout: PROPERTY_TIMEOUT_MS },
    () =>
      hold(
        fc.asyncProperty(
          contractDraw,
          fc.array(eventDraw, { minLength: 1, maxLength: 15 }),
          async (drawn, events) => {
            const book = openPriceBook(service)
            const metric = await book.metric('SUM', ['team'])
            const product = await book.product({
              type: 'USAGE',
              billable_metric_id: metric,
              presentation_group_key: ['team'],
            })
            const rates = ratesOf(drawn)
            const card = await book.card(
              rates.map(({ hour, tiers }) => [
                product,
                { rate_type: 'TIERED', tiers: toWire(tiers), starting_at: timestamp(hour) },
              ]),
            )
            const { alias, customerId } = await book.sign(card, {
              overrides:
                drawn.halvedFrom === null
                  ? []
                  : [
                      {
                        type: 'MULTIPLIER',
                        multiplier: 0.5,
                        product_id: product,
                        starting_at: timestamp(drawn.halvedFrom),
                      },
                    ],
            })
            await book.use(
              alias,
              events.map(({ hour, n, team }) => [timestamp(hour), n, { team }]),
            )
            const { line_items: lines, total } = await book.usageInvoice(customerId)
            const quantity = lines.reduce((sum, line) => sum + (line.quantity ?? 0), 0)
            const [usage] = await Array.fromAsync(
              service.sandbox.v1.usage.list({
                customer_ids: [customerId],
                billable_metrics: [{ id: metric }],
                window_size: 'NONE',
                starting_on: '2024-08-01T00:00:00Z',
                ending_before: '2024-09-01T00:00:00Z',
              }),
            )
            expect(quantity).toBe(usage?.value)
            expect(total).toBe(unitByUnit(rates, drawn.halvedFrom, events))
          },
        ),
        14,
      ),
  )
})

interface Rate {
  hour: number
  tiers: Tiers
}

/** In the order in which they are added; of those that start together the last holds. */
function ratesOf({ first, rates }: { first: Tiers; rates: [number, Tiers][] }): Rate[] {
  return [{ hour: 0, tiers: first }, ...rates.map(([hour, tiers]) => ({ hour, tiers }))]
}

/** Halves and whole numbers of this size are exact as doubles. */
function unitByUnit(rates: readonly Rate[], halvedFrom: number | null, events: readonly Event[]): number {
  let total = 0
  for (const team of ['red', 'blue']) {
    let used = 0
    const own = events.filter((event) => event.team === team).toSorted((a, b) => a.hour - b.hour)
    for (const { hour, n } of own) {
      const { tiers } = rates.reduce((held, rate) =>
        rate.hour <= hour && rate.hour >= held.hour ? rate : held,
      )
      const factor = halvedFrom !== null && halvedFrom <= hour ? 0.5 : 1
      for (let unit = 0; unit < n; unit += 1) {
        used += 1
        total += factor * priceOfUnit(tiers, used)
      }
    }
  }
  return total
}

/** The price of the unit that is so many-th of the period: a tier's upper end is in it. */
function priceOfUnit({ sizes: [first, second], prices }: Tiers, place: number): number {
  if (place <= first) return prices[0]
  return place <= first + second ? prices[1] : prices[2]
}

function toWire({ sizes: [first, second], prices }: Tiers) {
  return [{ size: first, price: prices[0] }, { size: second, price: prices[1] }, { price: prices[2] }]
}

function timestamp(hour: number): string {
  return new Date(START + hour * HOUR_MS).toISOString()
}
