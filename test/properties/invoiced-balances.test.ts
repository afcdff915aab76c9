import type { Invoice } from '@metronome/sdk/resources/v1/customers/invoices'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'

const START = Date.UTC(2024, 7, 10)
const SEPTEMBER = Date.UTC(2024, 8, 1)
const HOUR_MS = 3_600_000
const NOW = '2024-09-12T00:00:00Z'
/** Of August from the 10th on, and of September until now. */
const HOURS = (22 + 11) * 24

const segmentDraw = fc.record({
  from: fc.nat({ max: HOURS }),
  hours: fc.integer({ min: 1, max: HOURS }),
  amount: fc.integer({ min: 1, max: 400 }),
})
type Segment = typeof segmentDraw extends fc.Arbitrary<infer Value> ? Value : never

const balanceDraw = fc.record({
  type: fc.constantFrom('PREPAID', 'POSTPAID', 'CREDIT'),
  segments: fc.array(segmentDraw, { minLength: 1, maxLength: 2 }),
})
type Drawn = typeof balanceDraw extends fc.Arbitrary<infer Value> ? Value : never

const eventDraw = fc.record({ hour: fc.nat({ max: HOURS - 1 }), n: fc.nat({ max: 30 }) })
type Event = typeof eventDraw extends fc.Arbitrary<infer Value> ? Value : never

const PRICES = [7, 3, 1] as const
const SIZES = [20, 20] as const

/** One customer's August is finalized, its September a draft; a unit is 7 cents, from the 21st on 3, from the 41st on 1. */
describe('invoices that draw on commits and credits', () => {
  let service: TestService
  let product: string
  let commitProduct: string
  let card: string

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock(NOW)
    const book = openPriceBook(service)
    product = await book.sumProduct()
    commitProduct = await book.product({ type: 'FIXED' })
    const tiers = [
      { size: SIZES[0], price: PRICES[0] },
      { size: SIZES[1], price: PRICES[1] },
      { price: PRICES[2] },
    ]
    card = await book.card([[product, { rate_type: 'TIERED', tiers }]])
  })
  afterAll(() => service.stop())

  it('draw what an oracle draws cent by cent, as their ledgers say', { timeout: PROPERTY_TIMEOUT_MS }, () =>
    hold(
      fc.asyncProperty(
        fc.array(balanceDraw, { maxLength: 4 }),
        fc.array(eventDraw, { minLength: 1, maxLength: 20 }),
        async (balances, events) => {
          const book = openPriceBook(service)
          const granted = balances.map(withoutOverlap)
          const { alias, customerId, contractId } = await book.sign(card, {
            starting_at: timestamp(0),
            ...termsOf(granted, commitProduct),
          })
          await book.use(
            alias,
            events.map(({ hour, n }) => [timestamp(hour), n]),
          )
          // What is due is finalized where the clock is set, also to where it is.
          await service.setClock(NOW)
          const invoices = await book.invoices(customerId, { type: 'USAGE' })
          expect(invoices.map(({ status }) => status)).toEqual(['FINALIZED', 'DRAFT'])
          const expected = oracle(granted, events)
          expect(invoices.map(({ total }) => total)).toEqual(expected.totals)
          for (const invoice of invoices) expect(sumOfLines(invoice)).toBe(invoice.total)
          await checkLedgers(service, customerId, invoices, expected.left)

          const more = [...granted, { type: 'PREPAID' as const, segments: [WHOLE] }]
          await addCommit(service, { customerId, contractId }, more)
          const [, draft] = await book.invoices(customerId, { type: 'USAGE' })
          expect(draft?.total ?? Infinity).toBeLessThanOrEqual(invoices[1]?.total ?? -Infinity)
        },
      ),
      12,
    ),
  )

  /** The terms that grant balances; each has the priority of its place. */
  function termsOf(balances: readonly Drawn[], productId: string) {
    const all = balances.map((balance, place) => ({ balance, terms: termsOfOne(balance, place, productId) }))
    return {
      commits: all.flatMap(({ balance: { type, segments }, terms }) =>
        type === 'CREDIT'
          ? []
          : [
              {
                ...terms,
                type,
                ...(type === 'PREPAID'
                  ? {}
                  : {
                      invoice_schedule: {
                        schedule_items: [
                          { timestamp: '2026-01-01T00:00:00Z', amount: segments[0]?.amount ?? 0 },
                        ],
                      },
                    }),
              },
            ],
      ),
      credits: all.flatMap(({ balance: { type }, terms }) => (type === 'CREDIT' ? [terms] : [])),
    }
  }

  async function addCommit(
    { sandbox }: TestService,
    ref: { customerId: string; contractId: string },
    balances: readonly Drawn[],
  ): Promise<void> {
    const place = balances.length - 1
    const last = balances[place]
    if (last === undefined) throw new Error('there is no commit to add')
    await sandbox.v2.contracts.edit({
      customer_id: ref.customerId,
      contract_id: ref.contractId,
      add_commits: [{ ...termsOfOne(last, place, commitProduct), type: 'PREPAID' }],
    })
  }
})

const WHOLE: Segment = { from: 0, hours: HOURS, amount: 50 }

function termsOfOne({ segments }: Drawn, place: number, productId: string) {
  return {
    name: String(place),
    product_id: productId,
    priority: place,
    access_schedule: {
      schedule_items: segments.map(({ from, hours, amount }) => ({
        amount,
        starting_at: timestamp(from),
        ending_before: timestamp(from + hours),
      })),
    },
  }
}

/** A postpaid commit has one segment; of the others the second starts where the first ends. */
function withoutOverlap({ type, segments }: Drawn): Drawn {
  const [first, second] = segments
  if (first === undefined) throw new Error('a balance has a segment')
  if (type === 'POSTPAID' || second === undefined) return { type, segments: [first] }
  return { type, segments: [first, { ...second, from: first.from + first.hours }] }
}

/** What is billed of August and of September, and what is left of each segment, worked out hour by hour. */
function oracle(balances: readonly Drawn[], events: readonly Event[]) {
  const left = balances.map(({ segments }) => segments.map(({ amount }) => amount))
  const totals = [0, 0]
  const inOrder = [
    ...balances.keys().filter((place) => balances[place]?.type !== 'POSTPAID'),
    ...balances.keys().filter((place) => balances[place]?.type === 'POSTPAID'),
  ]
  const used = [0, 0]
  for (let hour = 0; hour < HOURS; hour += 1) {
    const month = START + hour * HOUR_MS < SEPTEMBER ? 0 : 1
    const units = events.reduce((sum, event) => sum + (event.hour === hour ? event.n : 0), 0)
    let cost = 0
    for (let unit = 0; unit < units; unit += 1) {
      used[month] = (used[month] ?? 0) + 1
      cost += priceOfUnit(used[month] ?? 0)
    }
    for (const place of inOrder) {
      for (const [index, { from, hours }] of (balances[place]?.segments ?? []).entries()) {
        if (hour < from || hour >= from + hours) continue
        const own = left[place] ?? []
        const taken = Math.min(own[index] ?? 0, cost)
        own[index] = (own[index] ?? 0) - taken
        cost -= taken
        // What a postpaid commit covers is paid all the same.
        if (balances[place]?.type === 'POSTPAID') totals[month] = (totals[month] ?? 0) + taken
      }
    }
    totals[month] = (totals[month] ?? 0) + cost
  }
  return { totals, left }
}

function priceOfUnit(place: number): number {
  if (place <= SIZES[0]) return PRICES[0]
  return place <= SIZES[0] + SIZES[1] ? PRICES[1] : PRICES[2]
}

function sumOfLines({ line_items: lines }: Invoice): number {
  return lines
    .filter(
      ({ type, applied_commit_or_credit: applied }) =>
        type !== 'applied_commit_or_credit' || applied?.type !== 'POSTPAID',
    )
    .reduce((sum, { total }) => sum + total, 0)
}

/** An entry of any type, as far as it matters here. */
interface Entry {
  type: string
  amount: number
  segment_id?: string
  invoice_id?: string
}

async function checkLedgers(
  { sandbox }: TestService,
  customerId: string,
  invoices: readonly Invoice[],
  left: readonly number[][],
): Promise<void> {
  const balances = await Array.fromAsync(
    sandbox.v1.contracts.listBalances({
      customer_id: customerId,
      include_contract_balances: true,
      include_balance: true,
      include_ledgers: true,
    }),
  )
  expect(balances.length).toBe(left.length)
  const entries = balances.flatMap((balance): Entry[] => balance.ledger ?? [])
  for (const invoice of invoices) {
    const applied = invoice.line_items.filter(({ type }) => type === 'applied_commit_or_credit')
    const drawn = entries.filter((entry) => entry.invoice_id === invoice.id)
    expect(sumOf(applied.map(({ total }) => total))).toBe(sumOf(drawn.map(({ amount }) => amount)))
  }
  for (const balance of balances) {
    const ledger: Entry[] = balance.ledger ?? []
    expect(balance.balance).toBe(sumOf(ledger.map(({ amount }) => amount)))
    const segments = balance.access_schedule?.schedule_items ?? []
    const own = left[Number(balance.name)] ?? []
    for (const [index, { id, amount }] of segments.entries()) {
      const taken = ledger.filter((entry) => entry.type.endsWith('DEDUCTION') && entry.segment_id === id)
      const drawn = 0 - sumOf(taken.map((entry) => entry.amount))
      expect(drawn).toBe(amount - (own[index] ?? NaN))
      expect(drawn).toBeLessThanOrEqual(amount)
    }
  }
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0)
}

function timestamp(hour: number): string {
  return new Date(START + hour * HOUR_MS).toISOString()
}
