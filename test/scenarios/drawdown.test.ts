import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DrawdownDesk, openDrawdownDesk, shownLines } from '../support/drawdown.ts'
import { startTestService, type TestService } from '../support/service.ts'

const USD_CENTS = '2714e483-4ff1-48e4-9e25-ac732e8f24f2'

describe('usage that draws on commits and credits', () => {
  let service: TestService
  let desk: DrawdownDesk

  beforeAll(async () => {
    service = await startTestService()
    desk = await openDrawdownDesk(service)
  })
  afterAll(() => service.stop())

  it('covers usage as it came, up to what was prepaid, and bills the rest', async () => {
    const { book, ledgers, netBalance, card, commit } = desk
    const { alias, customerId } = await book.sign(card, { commits: [commit('Prepaid', 1000)] })
    // 600 cents, then 600 more, of which 400 are left.
    await book.use(alias, [
      ['2024-08-05T10:30:00Z', 60],
      ['2024-08-10T10:30:00Z', 60],
    ])
    const august = await book.usageInvoice(customerId)
    expect(shownLines(august)).toEqual([
      ['Units', 'Prepaid', 100, 10, 1000],
      ['Units', null, 20, 10, 200],
      ['Prepaid', 'Prepaid', 1, -1000, -1000],
    ])
    expect(august.total).toBe(200)
    expect(await ledgers(customerId)).toEqual({
      Prepaid: {
        balance: 0,
        ledger: [
          ['SEGMENT_START', '2024-08-01', 1000],
          ['AUTOMATED_INVOICE_DEDUCTION', '2024-09-01', -1000],
        ],
      },
    })
    expect(await netBalance(customerId, 'FINALIZED')).toBe(1000)
    expect(await netBalance(customerId, 'FINALIZED_AND_DRAFT')).toBe(0)
  })

  it('splits a unit to the twentieth digit, and loses nothing', async () => {
    const { book, units, commit } = desk
    const atThree = await book.card([[units, { rate_type: 'FLAT', price: 3 }]])
    const { alias, customerId } = await book.sign(atThree, { commits: [commit('Prepaid', 100)] })
    await book.use(alias, [['2024-08-05T10:30:00Z', 40]])
    const { text } = await service.request('GET', `/v1/customers/${customerId}/invoices?type=USAGE`)
    // 100 cents pay a third of 100 units; 40 units cost 120.
    expect(text).toContain('"quantity":33.33333333333333333333,"unit_price":3')
    expect(text).toContain('"quantity":6.66666666666666666667,"unit_price":3')
    expect((await book.usageInvoice(customerId)).line_items.map(({ total }) => total)).toEqual([
      100, 20, -100,
    ])
  })

  it('draws first on what has the lower priority, whichever was made first', async () => {
    const { book, card, commit } = desk
    const { alias, customerId } = await book.sign(card, {
      commits: [commit('Second', 300, { priority: 2 }), commit('First', 300, { priority: 1 })],
    })
    await book.use(alias, [['2024-08-05T10:30:00Z', 50]])
    expect(shownLines(await book.usageInvoice(customerId))).toEqual([
      ['Units', 'First', 30, 10, 300],
      ['Units', 'Second', 20, 10, 200],
      ['First', 'First', 1, -300, -300],
      ['Second', 'Second', 1, -200, -200],
    ])
  })

  it('pays what commits pay from when that holds on, within a month too', async () => {
    const { book, units, card, commit } = desk
    const { alias, customerId } = await book.sign(card, {
      // It lasts for all of the month, and more than pays for it.
      commits: [commit('Prepaid', 1000)],
      overrides: [
        {
          starting_at: '2024-08-11T00:00:00Z',
          type: 'MULTIPLIER',
          multiplier: 0.5,
          is_commit_specific: true,
          override_specifiers: [{ product_id: units }],
        },
      ],
    })
    await book.use(alias, [
      ['2024-08-05T10:30:00Z', 20],
      ['2024-08-15T10:30:00Z', 20],
    ])
    // 20 at 10, and 20 at half of that.
    expect(shownLines(await book.usageInvoice(customerId))).toEqual([
      ['Units', 'Prepaid', 20, 10, 200],
      ['Units', 'Prepaid', 20, 5, 100],
      ['Prepaid', 'Prepaid', 1, -300, -300],
    ])
  })

  it('draws on a credit only for usage within its time', async () => {
    const { book, ledgers, card, credit } = desk
    const days = ['2024-08-10T00:00:00Z', '2024-08-12T00:00:00Z']
    const { alias, customerId } = await book.sign(card, { credits: [credit('Two days', 500, {}, days)] })
    await book.use(alias, [
      ['2024-08-09T23:59:59Z', 30],
      ['2024-08-10T00:00:00Z', 20],
      ['2024-08-12T00:00:00Z', 30],
    ])
    const august = await book.usageInvoice(customerId)
    // What came before, within and after it.
    expect(shownLines(august)).toEqual([
      ['Units', null, 60, 10, 600],
      ['Units', 'Two days', 20, 10, 200],
      ['Two days', 'Two days', 1, -200, -200],
    ])
    expect(august.total).toBe(600)
    expect((await ledgers(customerId))['Two days']).toEqual({
      balance: 0,
      ledger: [
        ['SEGMENT_START', '2024-08-10', 500],
        ['EXPIRATION', '2024-08-12', -300],
        ['AUTOMATED_INVOICE_DEDUCTION', '2024-09-01', -200],
      ],
    })
  })

  it('pays the commit rate while the commit lasts, and counts its units in the list price’s tiers', async () => {
    const { book, units, commit } = desk
    const tiers = (first: number, rest: number) => [{ size: 50, price: first }, { price: rest }]
    const tiered = await book.card([
      [
        units,
        {
          rate_type: 'TIERED',
          tiers: tiers(10, 5),
          commit_rate: { rate_type: 'TIERED', tiers: tiers(8, 4) },
        },
      ],
    ])
    const { alias, customerId } = await book.sign(tiered, {
      commits: [commit('At its rate', 480, { rate_type: 'COMMIT_RATE' })],
    })
    await book.use(alias, [['2024-08-05T10:30:00Z', 100]])
    const august = await book.usageInvoice(customerId)
    // 50 units at 8 are 400, 20 at 4 the other 80; the 30 left are in the second tier of the list price.
    expect(shownLines(august).toSorted(byPrice)).toEqual([
      ['At its rate', 'At its rate', 1, -480, -480],
      ['Units', 'At its rate', 20, 4, 80],
      ['Units', null, 30, 5, 150],
      ['Units', 'At its rate', 50, 8, 400],
    ])
    expect(august.total).toBe(150)
  })

  it('covers what is free by a commit’s rate while the commit lasts, also where usage takes it to the last cent', async () => {
    const { book, units, commit } = desk
    const calls = await book.product({
      name: 'Calls',
      type: 'USAGE',
      billable_metric_id: await book.metric('COUNT'),
    })
    const flat = (price: number) => ({ rate_type: 'FLAT' as const, price })
    const card = await book.card([
      [units, flat(10)],
      [calls, { ...flat(20), commit_rate: flat(0) }],
    ])
    const { alias, customerId } = await book.sign(card, {
      commits: [commit('Free calls', 1000, { rate_type: 'COMMIT_RATE' })],
    })
    // Each event is a call, which draws first, as it costs more. The units of two use the commit up: the third call is not free.
    await book.use(alias, [
      ['2024-08-05T10:30:00Z', 40],
      ['2024-08-10T10:30:00Z', 60],
      ['2024-08-15T10:30:00Z', 0],
    ])
    expect((await book.usageInvoice(customerId)).total).toBe(20)
  })

  it('finds the hour in which a commit runs out, also far from where it would if usage came evenly', async () => {
    const { book, units, commit } = desk
    const calls = await book.product({
      name: 'Calls',
      type: 'USAGE',
      billable_metric_id: await book.metric('COUNT'),
    })
    const flat = (price: number) => ({ rate_type: 'FLAT' as const, price })
    const card = await book.card([
      [units, flat(10)],
      [calls, flat(20)],
    ])
    const { alias, customerId } = await book.sign(card, { commits: [commit('Prepaid', 1010)] })
    await book.use(alias, [
      ['2024-08-05T10:30:00Z', 100],
      ['2024-08-15T10:30:00Z', 10],
    ])
    // The first call costs more than a unit, and draws first: it leaves 990 of 1000. Evenly, it would be 28 August.
    expect(shownLines(await book.usageInvoice(customerId))).toEqual([
      ['Units', 'Prepaid', 99, 10, 990],
      ['Units', null, 11, 10, 110],
      ['Calls', 'Prepaid', 1, 20, 20],
      ['Calls', null, 1, 20, 20],
      ['Prepaid', 'Prepaid', 1, -1010, -1010],
    ])
  })

  it('draws at the price of its time, where that changes before the commit runs out', async () => {
    const { book, units, card, commit } = desk
    const { alias, customerId } = await book.sign(card, {
      commits: [commit('Prepaid', 250)],
      overrides: [
        {
          starting_at: '2024-08-11T00:00:00Z',
          type: 'MULTIPLIER',
          multiplier: 1.5,
          override_specifiers: [{ product_id: units }],
        },
      ],
    })
    await book.use(alias, [
      ['2024-08-05T10:30:00Z', 10],
      ['2024-08-19T10:30:00Z', 20],
    ])
    expect(shownLines(await book.usageInvoice(customerId))).toEqual([
      ['Units', 'Prepaid', 10, 10, 100],
      ['Units', 'Prepaid', 10, 15, 150],
      ['Units', null, 10, 15, 150],
      ['Prepaid', 'Prepaid', 1, -250, -250],
    ])
  })

  it('converts what a commit in a custom unit leaves', async () => {
    const { book, units, commit } = desk
    const { body } = await service.request('POST', '/ext/credit-types', { body: { name: 'Tokens' } })
    const tokens = (body as { data: { id: string } }).data.id
    const inTokens = await book.card([[units, { rate_type: 'FLAT', price: 2, credit_type_id: tokens }]], {
      credit_type_conversions: [{ custom_credit_type_id: tokens, fiat_per_custom_credit: 50 }],
    })
    const granted = commit('Tokens', 60)
    const { alias, customerId } = await book.sign(inTokens, {
      commits: [{ ...granted, access_schedule: { ...granted.access_schedule, credit_type_id: tokens } }],
    })
    await book.use(alias, [['2024-08-05T10:30:00Z', 50]])
    const august = await book.usageInvoice(customerId)
    // 50 units are 100 tokens, of which 60 are there; 40 at 50 cents are 2,000.
    expect(shownLines(august)).toEqual([
      ['Units', 'Tokens', 30, 2, 60],
      ['Units', null, 20, 2, 40],
      ['Tokens', 'Tokens', 1, -60, -60],
      ['Tokens conversion', null, 40, 50, 2000],
    ])
    expect(august.total).toBe(2000)
  })

  it('grants a recurring commit again each month, the first in part', async () => {
    const { book, commitProduct, card } = desk
    const { alias, customerId } = await book.sign(card, {
      starting_at: '2024-08-16T00:00:00Z',
      recurring_commits: [
        {
          name: 'Monthly',
          product_id: commitProduct,
          priority: 1,
          access_amount: { unit_price: 310, quantity: 1, credit_type_id: USD_CENTS },
          commit_duration: { value: 1, unit: 'PERIODS' },
          starting_at: '2024-08-16T00:00:00Z',
          proration: 'FIRST_AND_LAST',
        },
      ],
    })
    await book.use(alias, [['2024-08-18T00:00:00Z', 20]])
    const august = await book.usageInvoice(customerId, '2024-08-16')
    // 16 of August's 31 days: 310 / 31 * 16 = 160, of 200.
    expect(august.total).toBe(40)
    expect(shownLines(august).at(-1)).toEqual(['Monthly', 'Monthly', 1, -160, -160])
  })
})

function byPrice(a: ReturnType<typeof shownLines>[number], b: ReturnType<typeof shownLines>[number]): number {
  return (a[3] ?? 0) - (b[3] ?? 0)
}
