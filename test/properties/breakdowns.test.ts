import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Decimal } from '../../src/kernel/decimal.ts'
import { numberText, type JsonNumber } from '../../src/kernel/json.ts'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'

const START = Date.UTC(2024, 7, 10)
const SEPTEMBER = Date.UTC(2024, 8, 1)
const HOUR_MS = 3_600_000
const NOW = '2024-09-12T00:00:00Z'
/** Of August from the 10th on, and of September until now. */
const HOURS = (22 + 11) * 24

const TEAMS = ['red', 'blue'] as const
const PRICES = [7, 3, 1] as const
const SIZES = [20, 20] as const

const creditDraw = fc.record({
  from: fc.nat({ max: HOURS }),
  hours: fc.integer({ min: 1, max: HOURS }),
  amount: fc.integer({ min: 1, max: 200 }),
})
const eventDraw = fc.record({
  hour: fc.nat({ max: HOURS - 1 }),
  n: fc.nat({ max: 30 }),
  team: fc.constantFrom(...TEAMS),
})
type Event = typeof eventDraw extends fc.Arbitrary<infer Value> ? Value : never

interface Line {
  type: string
  product_id?: string
  presentation_group_values?: { team: string }
  tier?: { level: JsonNumber }
  commit_id?: string
  quantity: JsonNumber
  total: JsonNumber
}

interface Bill {
  total: JsonNumber
  start_timestamp: string
  breakdown_start_timestamp: string
  breakdown_end_timestamp: string
  line_items: Line[]
}

/** One customer's August is finalized, its September a draft; a team's unit is 7 cents, from its 21st on 3, its 41st on 1. */
describe('the days of an invoice', () => {
  let service: TestService
  let product: string
  let creditProduct: string
  let card: string

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock(NOW)
    const book = openPriceBook(service)
    product = await book.sumProduct({ presentation_group_key: ['team'] })
    creditProduct = await book.product({ type: 'FIXED' })
    const [first, second, last] = PRICES
    const tiers = [{ size: SIZES[0], price: first }, { size: SIZES[1], price: second }, { price: last }]
    card = await book.card([[product, { rate_type: 'TIERED', tiers }]])
  })
  afterAll(() => service.stop())

  it(
    'add up to it, are what events say, and what comes later is what it costs unit by unit',
    { timeout: PROPERTY_TIMEOUT_MS },
    () =>
      hold(
        fc.asyncProperty(
          fc.array(creditDraw, { maxLength: 3 }),
          fc.array(eventDraw, { minLength: 1, maxLength: 15 }),
          fc.array(eventDraw, { minLength: 1, maxLength: 3 }),
          async (credits, events, late) => {
            const book = openPriceBook(service)
            const { alias, customerId } = await book.sign(card, {
              starting_at: timestamp(0),
              credits: credits.map(({ from, hours, amount }, priority) => ({
                product_id: creditProduct,
                priority,
                access_schedule: {
                  schedule_items: [
                    { amount, starting_at: timestamp(from), ending_before: timestamp(from + hours) },
                  ],
                },
              })),
            })
            await book.use(alias, events.map(sent))
            // What is due is finalized where the clock is set, also to where it is.
            await service.setClock(NOW)
            const path = `/v1/customers/${customerId}/invoices`
            const invoices = await read(`${path}?type=USAGE`)
            const days = await daysOf(path)
            expect(days).toHaveLength(22 + 30)
            for (const invoice of invoices) {
              const own = days.filter((day) => day.start_timestamp === invoice.start_timestamp)
              expect(sumText(own)).toBe(sumText([invoice]))
              const lines = own.flatMap(({ line_items: some }) => some)
              expect(sums(lines)).toEqual(sums(invoice.line_items))
            }
            checkQuantities(days, events)

            await book.use(alias, late.map(sent))
            checkQuantities(await daysOf(path), [...events, ...late])
            await checkLateUsage(customerId, events, late)
          },
        ),
        8,
      ),
  )

  const sent = ({ hour, n, team }: Event) => [timestamp(hour), n, { team }] as const

  async function read(path: string): Promise<Bill[]> {
    const { status, body, text } = await service.request('GET', path)
    if (status !== 200) throw new Error(text)
    return (body as { data: Bill[] }).data
  }

  async function daysOf(path: string): Promise<Bill[]> {
    const ofMonth = (from: string, to: string) =>
      read(`${path}/breakdowns?starting_on=${from}&ending_before=${to}`)
    const august = await ofMonth('2024-08-10T00:00:00Z', '2024-09-01T00:00:00Z')
    return [...august, ...(await ofMonth('2024-09-01T00:00:00Z', '2024-10-01T00:00:00Z'))]
  }

  async function checkLateUsage(customerId: string, events: readonly Event[], late: readonly Event[]) {
    const { body } = await service.request('GET', `/ext/customers/${customerId}/late-usage`)
    const found = (body as { data: LateRow[] }).data.map((row) => [
      row.presentation_group_values.team,
      row.quantity_billed,
      row.quantity_now,
      row.cost,
    ])
    const expected = TEAMS.toSorted().flatMap((team) => {
      const before = unitsOf(events, team)
      const now = before + unitsOf(late, team)
      return before === now ? [] : [[team, before, now, costOf(now) - costOf(before)]]
    })
    expect(found).toEqual(expected)
  }
})

interface LateRow {
  presentation_group_values: { team: string }
  quantity_billed: number
  quantity_now: number
  cost: number
}

/** What each line comes to, over all lines of its kind; those of nothing are left out. */
function sums(lines: readonly Line[]): Record<string, [quantity: string, total: string]> {
  const byKind = Map.groupBy(lines, (line) =>
    JSON.stringify([line.type, line.presentation_group_values?.team, line.tier?.level, line.commit_id]),
  )
  return Object.fromEntries(
    [...byKind]
      .map(([kind, own]) => {
        const total = own.reduce((sum, line) => sum.plus(numberText(line.total)), new Decimal(0))
        const quantity = own.reduce((sum, line) => sum.plus(numberText(line.quantity)), new Decimal(0))
        // Of what is applied there is one a day.
        const isApplied = own[0]?.type === 'applied_commit_or_credit'
        return [kind, [isApplied ? '' : quantity.toFixed(), total.toFixed()]] as const
      })
      .filter(([, [quantity, total]]) => quantity !== '0' || total !== '0')
      .map(([kind, [quantity, total]]) => [kind, [quantity, total]]),
  )
}

function sumText(bills: readonly Bill[]): string {
  return bills.reduce((sum, { total }) => sum.plus(numberText(total)), new Decimal(0)).toFixed()
}

/** Each day has the units that its events bring. */
function checkQuantities(days: readonly Bill[], events: readonly Event[]): void {
  const found = days.map(({ line_items: lines }) =>
    lines
      .filter(({ type }) => type === 'usage')
      .reduce((sum, { quantity }) => sum.plus(numberText(quantity)), new Decimal(0))
      .toNumber(),
  )
  const expected = days.map(({ breakdown_start_timestamp: from, breakdown_end_timestamp: to }) =>
    events
      .map(({ hour, n }) => ({ at: START + hour * HOUR_MS, n }))
      .filter(({ at }) => Date.parse(from) <= at && at < Date.parse(to))
      .reduce((sum, { n }) => sum + n, 0),
  )
  expect(found).toEqual(expected)
}

/** A team's units in August. */
function unitsOf(events: readonly Event[], team: string): number {
  return events
    .filter((event) => event.team === team && START + event.hour * HOUR_MS < SEPTEMBER)
    .reduce((sum, { n }) => sum + n, 0)
}

function costOf(units: number): number {
  let cost = 0
  for (let place = 1; place <= units; place += 1) {
    const isSecond = place <= SIZES[0] + SIZES[1]
    cost += place <= SIZES[0] ? PRICES[0] : PRICES[isSecond ? 1 : 2]
  }
  return cost
}

function timestamp(hour: number): string {
  return new Date(START + hour * HOUR_MS).toISOString()
}
