import type { Invoice } from '@metronome/sdk/resources/v1/customers/invoices'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLedgers } from '../support/ledgers.ts'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'

const AUGUST = '2024-08-01T00:00:00Z'
const SEPTEMBER = '2024-09-01T00:00:00Z'
const OCTOBER = '2024-10-01T00:00:00Z'
const A_YEAR_LATER = '2025-08-01T00:00:00Z'

/** Units at 10 cents, unless a story says otherwise; the clock goes on from story to story. */
describe('usage that draws on commits and credits', () => {
  let service: TestService
  let book: ReturnType<typeof openPriceBook>
  let ledgers: ReturnType<typeof openLedgers>['ledgers']
  let netBalance: ReturnType<typeof openLedgers>['netBalance']
  let units: string
  let commitProduct: string
  let card: string

  beforeAll(async () => {
    service = await startTestService()
    book = openPriceBook(service)
    const read = openLedgers(service)
    ledgers = read.ledgers
    netBalance = read.netBalance
    await service.setClock('2024-08-20T00:00:00Z')
    units = await book.sumProduct({ name: 'Units' })
    commitProduct = await book.product({ name: 'Commit', type: 'FIXED' })
    card = await book.card([[units, { rate_type: 'FLAT', price: 10 }]])
  })
  afterAll(() => service.stop())

  /** A commit that was given free, in August unless it says otherwise. */
  const commit = (name: string, amount: number, changes: object = {}, term = [AUGUST, SEPTEMBER]) => ({
    name,
    type: 'PREPAID' as const,
    product_id: commitProduct,
    access_schedule: {
      schedule_items: [{ amount, starting_at: term[0] ?? '', ending_before: term[1] ?? '' }],
    },
    ...changes,
  })

  const credit = (name: string, amount: number, changes: object = {}, term = [AUGUST, SEPTEMBER]) => {
    const { type: _, ...terms } = commit(name, amount, changes, term)
    return terms
  }

  it('covers usage as it came, up to what was prepaid, and bills the rest', async () => {
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

  it('draws on a credit only for usage within its time', async () => {
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

  it('converts what a commit in a custom unit leaves', async () => {
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

  it('carries half of a commit over to the contract that renews its own', async () => {
    const { alias, customerId, contractId } = await book.sign(card, {
      ending_before: SEPTEMBER,
      commits: [commit('Old', 1000, { rollover_fraction: 0.5 })],
    })
    await book.use(alias, [['2024-08-05T00:00:00Z', 20]])
    await book.signFor(customerId, {
      rate_card_id: card,
      starting_at: SEPTEMBER,
      ending_before: OCTOBER,
      transition: { type: 'RENEWAL', from_contract_id: contractId },
    })
    await service.setClock('2024-09-10T00:00:00Z')
    await book.use(alias, [['2024-09-05T00:00:00Z', 70]])
    // 800 are left of 1,000, of which 500 may be carried over; 700 are spent.
    const september = await book.usageInvoice(customerId, '2024-09-01')
    expect(september.total).toBe(200)
    const { balances } = await allBalances(customerId)
    const [old, carried] = balances
    expect(shownLedger(old)).toEqual([
      ['PREPAID_COMMIT_SEGMENT_START', '2024-08-01', 1000],
      ['PREPAID_COMMIT_AUTOMATED_INVOICE_DEDUCTION', '2024-09-01', -200],
      ['PREPAID_COMMIT_ROLLOVER', '2024-09-01', -500],
      ['PREPAID_COMMIT_EXPIRATION', '2024-09-01', -300],
    ])
    expect(carried).toMatchObject({ rolled_over_from: { commit_id: old?.id, contract_id: contractId } })
    expect(shownLedger(carried)).toEqual([
      ['PREPAID_COMMIT_SEGMENT_START', '2024-09-01', 500],
      ['PREPAID_COMMIT_AUTOMATED_INVOICE_DEDUCTION', '2024-10-01', -500],
    ])

    const { v1, v2 } = service.sandbox
    const carriedId = carried?.id ?? ''
    const change = { customer_id: customerId, commit_id: carriedId, name: 'Mine' }
    await expect(v2.contracts.editCommit(change)).rejects.toThrow('was carried over')
    await v1.contracts.addManualBalanceEntry({
      customer_id: customerId,
      contract_id: carried?.contract?.id ?? '',
      id: carriedId,
      segment_id: carried?.access_schedule?.schedule_items[0]?.id ?? '',
      amount: -100,
      reason: 'Too much was carried over',
    })
    expect((await book.usageInvoice(customerId, '2024-09-01')).total).toBe(300)
  })

  it('gives back what a voided invoice drew, and draws anew when it is regenerated', async () => {
    const term = [AUGUST, OCTOBER]
    const { alias, customerId } = await book.sign(card, {
      ending_before: OCTOBER,
      commits: [commit('Prepaid', 1000, {}, term)],
    })
    await book.use(alias, [['2024-08-20T00:00:00Z', 70]])
    // The contract was signed late: its first month is due at the next run.
    await service.setClock('2024-09-10T01:00:00Z')
    const first = await book.usageInvoice(customerId)
    expect([first.status, first.total]).toEqual(['FINALIZED', 0])
    await book.use(alias, [['2024-08-21T00:00:00Z', 40]])
    expect((await book.usageInvoice(customerId)).line_items).toEqual(first.line_items)

    await service.sandbox.v1.invoices.void({ id: first.id })
    expect((await ledgers(customerId))['Prepaid']?.balance).toBe(1000)
    const { data } = await service.sandbox.v1.invoices.regenerate({ id: first.id })
    const all = await book.invoices(customerId, { type: 'USAGE' })
    const again = all.find(({ id }) => id === data?.id)
    // 1,100 are spent now; the voided one stays as it was.
    expect(again).toMatchObject({ status: 'FINALIZED', total: 100, regenerated_from_invoice_id: first.id })
    expect(all.find(({ id }) => id === first.id)).toMatchObject({ status: 'VOID', total: 0 })
    expect((await ledgers(customerId))['Prepaid']).toEqual({
      balance: 0,
      ledger: [
        ['SEGMENT_START', '2024-08-01', 1000],
        ['AUTOMATED_INVOICE_DEDUCTION', '2024-09-01', -700],
        ['AUTOMATED_INVOICE_DEDUCTION', '2024-09-01', -1000],
        ['CANCELED', '2024-09-10', 700],
      ],
    })
  })

  it('bills at the end of the year what was not drawn of a postpaid commit', async () => {
    const { alias, customerId } = await book.sign(card, {
      starting_at: SEPTEMBER,
      ending_before: A_YEAR_LATER,
      commits: [
        commit(
          'Annual',
          10000,
          {
            type: 'POSTPAID',
            invoice_schedule: { schedule_items: [{ timestamp: A_YEAR_LATER, amount: 10000 }] },
          },
          [SEPTEMBER, A_YEAR_LATER],
        ),
      ],
    })
    await book.use(alias, [['2024-09-02T00:00:00Z', 300]])
    const september = await book.usageInvoice(customerId, '2024-09-01')
    // It is shown what was drawn, and paid all the same.
    expect(shownLines(september)).toEqual([
      ['Units', 'Annual', 300, 10, 3000],
      ['Annual', 'Annual', 1, -3000, -3000],
    ])
    expect(september.total).toBe(3000)
    await service.setClock('2025-08-02T00:00:00Z')
    const [trueup] = await book.invoices(customerId, { type: 'SCHEDULED', status: 'FINALIZED' })
    expect([trueup?.issued_at, trueup?.total]).toEqual(['2025-08-01T00:00:00.000Z', 7000])
    expect((await ledgers(customerId))['Annual']).toEqual({
      balance: 0,
      ledger: [
        ['INITIAL_BALANCE', '2024-09-01', 10000],
        ['AUTOMATED_INVOICE_DEDUCTION', '2024-10-01', -3000],
        ['TRUEUP', '2025-08-01', -7000],
      ],
    })
    // Made anew before the usage, the true-up would bill what that is going to draw again.
    const { invoices } = service.sandbox.v1
    await invoices.void({ id: september.id })
    await invoices.void({ id: trueup?.id ?? '' })
    await expect(invoices.regenerate({ id: trueup?.id ?? '' })).rejects.toThrow(
      'regenerate the voided usage that may draw on it first',
    )
    await invoices.regenerate({ id: september.id })
    await invoices.regenerate({ id: trueup?.id ?? '' })
    const [again] = await book.invoices(customerId, { type: 'SCHEDULED', status: 'FINALIZED' })
    expect(again?.total).toBe(7000)
  })

  async function allBalances(customerId: string) {
    const page = service.sandbox.v1.contracts.listBalances({
      customer_id: customerId,
      include_contract_balances: true,
      include_ledgers: true,
    })
    return { balances: await Array.fromAsync(page) }
  }
})

const USD_CENTS = '2714e483-4ff1-48e4-9e25-ac732e8f24f2'

type Balance = { ledger?: readonly { type: string; timestamp: string; amount: number }[] | undefined }

function shownLedger(balance: Balance | undefined) {
  return (balance?.ledger ?? []).map(({ type, timestamp, amount }) => [type, timestamp.slice(0, 10), amount])
}

const NAMES = new Map<string, string>()

/** Lines by name, what covers them, quantity, unit price and total. */
function shownLines({ line_items: lines }: Invoice) {
  for (const line of lines) {
    if (line.type === 'applied_commit_or_credit') NAMES.set(line.commit_id ?? '', line.name)
  }
  return lines.map((line) => {
    const covered = line.commit_id === undefined ? null : NAMES.get(line.commit_id)
    return [line.name, covered, line.quantity, line.unit_price, line.total] as const
  })
}

function byPrice(a: ReturnType<typeof shownLines>[number], b: ReturnType<typeof shownLines>[number]): number {
  return (a[3] ?? 0) - (b[3] ?? 0)
}
