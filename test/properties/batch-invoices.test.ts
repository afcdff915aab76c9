import type { ContractCreateParams } from '@metronome/sdk/resources/v1/contracts'
import type { Invoice } from '@metronome/sdk/resources/v1/customers/invoices'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { keepCompiledCode } from '../../src/compiled-code.ts'
import { Decimal, ZERO } from '../../src/kernel/decimal.ts'
import { runBatches } from '../../src/invoices/batch/run-batches.ts'
import { addToReport, newReport, type RunReport } from '../../src/invoices/batch/run-report.ts'
import { generateInvoices } from '../../src/invoices/runs/generate.ts'
import { openPriceBook } from '../support/price-book.ts'
import { openUnscheduled, type Unscheduled } from '../support/unscheduled.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'

// As the service does: a thread that reads TypeScript by itself may crash the process as it ends (docs/decisions/0017).
keepCompiledCode()

const START = Date.UTC(2024, 7, 1)
const HOUR_MS = 3_600_000
const NOW = '2024-10-02T01:00:00Z'
/** Of August and September, whose invoices are both due. */
const HOURS = (31 + 30) * 24
const SEPTEMBER_HOUR = 31 * 24
/** Events that are 34 days old are not taken. */
const FIRST_HOUR = SEPTEMBER_HOUR - 2 * 24

const TIERS = [
  { size: 20, price: 7 },
  { size: 20, price: 3 },
  { size: Infinity, price: 1 },
] as const
const REGIONS = { eu: 5, us: 2 } as const
const SEAT_PRICE = 50
const SHARE = new Decimal('0.1')

const balanceDraw = fc.record({
  type: fc.constantFrom('PREPAID', 'POSTPAID', 'CREDIT'),
  from: fc.nat({ max: HOURS - 1 }),
  hours: fc.integer({ min: 1, max: HOURS }),
  amount: fc.integer({ min: 1, max: 300 }),
})
type Balance = typeof balanceDraw extends fc.Arbitrary<infer Value> ? Value : never

const contractDraw = fc.record({
  balances: fc.array(balanceDraw, { maxLength: 3 }),
  seats: fc.nat({ max: 3 }),
  hasShare: fc.boolean(),
})
type Contract = typeof contractDraw extends fc.Arbitrary<infer Value> ? Value : never

const eventDraw = fc.record({
  hour: fc.oneof(
    fc.integer({ min: FIRST_HOUR, max: SEPTEMBER_HOUR - 1 }),
    fc.integer({ min: SEPTEMBER_HOUR, max: HOURS - 1 }),
  ),
  n: fc.nat({ max: 30 }),
  region: fc.constantFrom('eu' as const, 'us' as const),
})
type Event = typeof eventDraw extends fc.Arbitrary<infer Value> ? Value : never

const customerDraw = fc.record({
  contracts: fc.array(contractDraw, { minLength: 1, maxLength: 2 }),
  events: fc.array(eventDraw, { maxLength: 15 }),
})
type Customer = typeof customerDraw extends fc.Arbitrary<infer Value> ? Value : never

/** Units are billed in tiers and once more by region; seats by the month; a tenth of the tiered units on top. */
describe('invoices that are finalized in a batch', () => {
  let service: Unscheduled
  let book = {} as ReturnType<typeof openPriceBook>
  let ids = { tiered: '', byRegion: '', seat: '', prepaid: '' }
  let cards = { plain: '', withShare: '' }

  beforeAll(async () => {
    service = await openUnscheduled()
    await service.setNow(NOW)
    book = openPriceBook(service)
    const tiered = await book.sumProduct()
    const byRegion = await book.sumProduct({ pricing_group_key: ['region'] })
    const seat = await book.product({ type: 'SUBSCRIPTION' })
    const share = await book.product({ type: 'COMPOSITE', composite_product_ids: [tiered] })
    ids = { tiered, byRegion, seat, prepaid: await book.product({ type: 'FIXED' }) }
    const tiers = TIERS.map(({ size, price }) => (size === Infinity ? { price } : { size, price }))
    const rates = [
      [tiered, { rate_type: 'TIERED', tiers }],
      ...Object.entries(REGIONS).map(
        ([region, price]) =>
          [byRegion, { rate_type: 'FLAT', price, pricing_group_values: { region } }] as const,
      ),
      [seat, { rate_type: 'FLAT', price: SEAT_PRICE, billing_frequency: 'MONTHLY' }],
    ] as const
    const shareRate = [share, { rate_type: 'PERCENTAGE', price: SHARE.toNumber() }] as const
    cards = { plain: await book.card(rates), withShare: await book.card([...rates, shareRate]) }
  })
  afterAll(() => service.close())

  it(
    'are line by line the drafts that each was by itself, and come to what an oracle adds up',
    { timeout: PROPERTY_TIMEOUT_MS },
    () =>
      hold(
        fc.asyncProperty(
          fc.array(customerDraw, { minLength: 5, maxLength: 5 }),
          fc.boolean(),
          fc.boolean(),
          async (drawn, isShared, isInThreads) => {
            const [first, ...others] = drawn
            if (first === undefined) throw new Error('five customers are drawn')
            // Two others are children of the first where that shares what it has; each draft then takes several.
            const parent = await sign(first, {}, isShared)
            const child = isShared ? { hierarchy_configuration: { parent: parent.link } } : {}
            const signed = [
              parent,
              ...(await Promise.all(others.slice(0, isShared ? 2 : 4).map((one) => sign(one, child)))),
            ]
            const sent = signed.flatMap(({ usage }) => usage)
            if (sent.length > 0) await service.sandbox.v1.usage.ingest({ usage: sent })
            const drafts = (await Promise.all(signed.map(({ customerId }) => draftsDue(customerId)))).flat()
            const usageInvoices = drafts.filter(({ type }) => type === 'USAGE')
            const expected = signed.flatMap(({ totals }) => totals)
            // The oracle knows nothing of what is shared.
            if (!isShared) expect(usageInvoices.map(keyed).toSorted()).toEqual(expected.toSorted())

            const customerIds = signed.map(({ customerId }) => customerId)
            const report = isInThreads
              ? await finalizeInThreads(isShared ? [customerIds, [], [], []] : customerIds.map((id) => [id]))
              : await generateInvoices(service.environment(), { customerIds, isDryRun: false })
            expect(report).toMatchObject({ invoices: drafts.length, failures: [] })
            for (const draft of drafts) {
              expect(await retrieve(draft)).toEqual({ ...draft, status: 'FINALIZED' })
            }
            const total = drafts.reduce((sum, draft) => sum.plus(draft.total), ZERO)
            const counted = [...report.totals.values()].map((one) => one.total.toFixed())
            expect(counted).toEqual([total.toFixed()])
          },
        ),
        4,
      ),
  )

  /** Finalizes batches, of which there are enough that threads do it. */
  async function finalizeInThreads(batches: string[][]): Promise<RunReport> {
    const report = newReport()
    const environment = service.environment()
    const options = { isFinal: true, dueAt: environment.clock.now() }
    const begun = vi.spyOn(environment.batchThreads, 'beginRun')
    for await (const { result } of runBatches(environment, options, batches)) addToReport(report, result)
    expect(begun).toHaveBeenCalledOnce()
    begun.mockRestore()
    return report
  }

  /** A new customer, its events, and what its usage invoices come to. */
  async function sign(
    { contracts, events }: Customer,
    more: Partial<ContractCreateParams>,
    isShared = false,
  ) {
    const { alias, customerId } = await book.customer()
    const totals: string[] = []
    const contractIds: string[] = []
    for (const contract of contracts) {
      const contractId = await book.signFor(customerId, { ...termsOf(contract, isShared), ...more })
      contractIds.push(contractId)
      const ofMonths = oracle(contract, events)
      totals.push(...ofMonths.map((total, month) => `${contractId} ${month} ${total.toFixed()}`))
    }
    const usage = events.map(({ hour, n, region }, place) => ({
      transaction_id: `${alias}-${place}`,
      customer_id: alias,
      event_type: 'usage',
      timestamp: timestamp(hour),
      properties: { n: String(n), region },
    }))
    const link = { customer_id: customerId, contract_id: contractIds[0] ?? '' }
    return { customerId, link, usage, totals }
  }

  /** Those of a customer that are due now; the last of them, which draws on what all others left, by itself too. */
  async function draftsDue(customerId: string): Promise<Invoice[]> {
    const due = await book.invoices(customerId, { status: 'DRAFT', ending_before: NOW })
    const last = due.at(-1)
    if (last === undefined) throw new Error('a customer has two months that are due')
    expect(await retrieve(last)).toEqual(last)
    return due
  }

  async function retrieve({ id, customer_id }: Invoice): Promise<Invoice> {
    return (await service.sandbox.v1.customers.invoices.retrieve({ customer_id, invoice_id: id })).data
  }

  function termsOf({ balances, seats, hasShare }: Contract, isShared: boolean) {
    const access = isShared ? { hierarchy_configuration: { child_access: { type: 'ALL' as const } } } : {}
    const terms = balances.map((balance, place) => ({
      balance,
      terms: { ...termsOfOne(balance, place), ...access },
    }))
    return {
      rate_card_id: hasShare ? cards.withShare : cards.plain,
      starting_at: timestamp(0),
      commits: terms.flatMap(({ balance: { type, amount }, terms: own }) =>
        type === 'CREDIT' ? [] : [{ ...own, type, ...(type === 'PREPAID' ? {} : invoicedAt(amount)) }],
      ),
      credits: terms.flatMap(({ balance, terms: own }) => (balance.type === 'CREDIT' ? [own] : [])),
      subscriptions:
        seats === 0
          ? []
          : [
              {
                subscription_rate: { product_id: ids.seat, billing_frequency: 'MONTHLY' as const },
                collection_schedule: 'ARREARS' as const,
                proration: { is_prorated: false, invoice_behavior: 'BILL_ON_NEXT_COLLECTION_DATE' as const },
                initial_quantity: seats,
              },
            ],
    }
  }

  /** A balance that covers tiered units, with the priority of its place. */
  function termsOfOne({ from, hours, amount }: Balance, place: number) {
    const item = { amount, starting_at: timestamp(from), ending_before: timestamp(from + hours) }
    return {
      product_id: ids.prepaid,
      priority: place,
      applicable_product_ids: [ids.tiered],
      access_schedule: { schedule_items: [item] },
    }
  }
})

/** A postpaid commit is settled long after. */
function invoicedAt(amount: number) {
  return { invoice_schedule: { schedule_items: [{ timestamp: '2026-01-01T00:00:00Z', amount }] } }
}

/** What the usage invoices of August and September come to, worked out hour by hour and unit by unit. */
function oracle({ balances, seats, hasShare }: Contract, events: readonly Event[]): Decimal[] {
  const left = balances.map(({ amount }) => amount)
  const inOrder = [
    ...balances.keys().filter((place) => balances[place]?.type !== 'POSTPAID'),
    ...balances.keys().filter((place) => balances[place]?.type === 'POSTPAID'),
  ]
  return [0, 1].map((month) => {
    const own = events.filter(({ hour }) => monthOf(hour) === month).toSorted((a, b) => a.hour - b.hour)
    let used = 0
    let tiered = 0
    let covered = 0
    for (const [hour, ofHour] of Map.groupBy(own, (event) => event.hour)) {
      let cost = 0
      for (let units = sumOf(ofHour.map(({ n }) => n)); units > 0; units -= 1)
        cost += priceOfUnit((used += 1))
      tiered += cost
      for (const place of inOrder) {
        const balance = balances[place]
        if (balance === undefined || hour < balance.from || hour >= balance.from + balance.hours) continue
        const taken = Math.min(left[place] ?? 0, cost)
        left[place] = (left[place] ?? 0) - taken
        cost -= taken
        // What a postpaid commit covers is paid all the same.
        if (balance.type !== 'POSTPAID') covered += taken
      }
    }
    const byRegion = sumOf(own.map(({ n, region }) => n * REGIONS[region]))
    const share = hasShare ? SHARE.times(tiered) : ZERO
    return share.plus(tiered - covered + byRegion + seats * SEAT_PRICE)
  })
}

function priceOfUnit(place: number): number {
  let end = 0
  for (const { size, price } of TIERS) if (place <= (end += size)) return price
  throw new Error('the last tier has no end')
}

/** An invoice by its contract, its month, and its total. */
function keyed({ contract_id: contractId, start_timestamp: start, total }: Invoice): string {
  const month = new Date(start ?? '').getUTCMonth() - new Date(START).getUTCMonth()
  return `${contractId} ${month} ${new Decimal(total).toFixed()}`
}

function monthOf(hour: number): number {
  return hour < SEPTEMBER_HOUR ? 0 : 1
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0)
}

function timestamp(hour: number): string {
  return new Date(START + hour * HOUR_MS).toISOString()
}
