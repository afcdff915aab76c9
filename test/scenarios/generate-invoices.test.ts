import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { QUERY_LIMITS } from '../../src/warehouse/query-limits.ts'
import { openPriceBook } from '../support/price-book.ts'
import { openUnscheduled, type Unscheduled } from '../support/unscheduled.ts'

const NOW = '2024-09-12T00:00:00Z'
const LIMITS = { ...QUERY_LIMITS, resultRowsMax: 3 }

interface Generated {
  data: {
    as_of: string
    dry_run: boolean
    invoices: number
    totals: { credit_type: { name: string }; invoices: number; total: number }[]
    failures: { customer_id: string; reason: string }[]
  }
}

/** Contracts run from August on: each customer's August is due, its September a draft. */
describe('generating invoices', () => {
  let service: Unscheduled
  let book = {} as ReturnType<typeof openPriceBook>
  let card: string

  beforeAll(async () => {
    service = await openUnscheduled(LIMITS)
    await service.setNow(NOW)
    book = openPriceBook(service)
    card = await book.card([[await book.sumProduct(), { rate_type: 'FLAT', price: 10 }]])
  })
  afterAll(() => service.close())

  async function generate(body: object) {
    const answer = await service.request('POST', '/ext/invoices/generate', body)
    expect(answer.status).toBe(200)
    return (answer.body as Generated).data
  }

  /** Customers who used so many units each in August. */
  async function signUsers(
    quantities: readonly number[],
    terms: Parameters<typeof book.sign>[1] = {},
  ): Promise<string[]> {
    const ids: string[] = []
    for (const quantity of quantities) {
      const { alias, customerId } = await book.sign(card, terms)
      await book.use(alias, [['2024-08-20T00:00:00Z', quantity]])
      ids.push(customerId)
    }
    return ids
  }

  const statuses = async (customerId = '') =>
    (await book.invoices(customerId, { type: 'USAGE' })).map(({ status }) => status)

  /** The warehouse queries that a run makes. */
  async function queriesOf(body: object): Promise<string[]> {
    const asked = vi.spyOn(service.environment().warehouse, 'run')
    await generate(body)
    const names = asked.mock.calls.map(([query]) => query.name)
    asked.mockRestore()
    return names
  }

  it('says what it would come to, and then comes to that, of those that are named', async () => {
    const [one, two, other] = await signUsers([3, 4, 5])
    const customer_ids = [one, two]
    const report = {
      as_of: '2024-09-12T00:00:00.000Z',
      invoices: 2,
      // 3 * 10 + 4 * 10.
      totals: [{ credit_type: { name: 'USD (cents)' }, invoices: 2, total: 70 }],
      failures: [],
    }
    expect(await generate({ customer_ids, dry_run: true })).toMatchObject({ ...report, dry_run: true })
    expect(await statuses(one)).toEqual(['DRAFT', 'DRAFT'])
    expect(await generate({ customer_ids })).toMatchObject({ ...report, dry_run: false })
    expect(await statuses(one)).toEqual(['FINALIZED', 'DRAFT'])
    expect(await statuses(other)).toEqual(['DRAFT', 'DRAFT'])
  })

  it('takes what is due at an instant that is past, and ahead of now only in a dry run', async () => {
    const customer_ids = await signUsers([3])
    // August is due a day after its end, on 2 September.
    const before = await generate({ customer_ids, as_of: '2024-09-01T23:00:00Z' })
    expect(before).toMatchObject({ invoices: 0, totals: [] })
    const as_of = '2024-10-02T00:00:00.000Z'
    expect(await generate({ customer_ids, as_of, dry_run: true })).toMatchObject({ as_of, invoices: 2 })
    const ahead = await service.request('POST', '/ext/invoices/generate', { customer_ids, as_of })
    expect(ahead).toMatchObject({
      status: 400,
      body: { message: 'as_of: must not be later than now, unless dry_run is true' },
    })
    expect(await statuses(customer_ids[0])).toEqual(['DRAFT', 'DRAFT'])
  })

  it('looks ten years ahead at most', async () => {
    // Until 12 September 2034 by the clock: 121 months from August 2024 have ended a day before.
    const customer_ids = await signUsers([3])
    const asked = { customer_ids, dry_run: true }
    expect(await generate({ ...asked, as_of: '2034-09-12T00:00:00Z' })).toMatchObject({ invoices: 121 })
    for (const as_of of ['2034-09-12T00:00:00.001Z', '9999-12-31T00:00:00Z']) {
      expect(await service.request('POST', '/ext/invoices/generate', { ...asked, as_of })).toMatchObject({
        status: 400,
        body: { message: 'as_of: must not be more than 10 years later than now' },
      })
    }
  })

  it('does nothing where one of the customers is not there', async () => {
    const [known] = await signUsers([3])
    const unknown = '00000000-0000-4000-8000-000000000000'
    const answer = await service.request('POST', '/ext/invoices/generate', { customer_ids: [known, unknown] })
    expect(answer).toMatchObject({
      status: 404,
      body: { message: `customer_ids: customer ${unknown} was not found` },
    })
    expect(await statuses(known)).toEqual(['DRAFT', 'DRAFT'])
  })

  it('doubles nothing where several ask at once, for everybody too', async () => {
    await generate({})
    const customer_ids = await signUsers([1, 2, 3, 4])
    const runs = await Promise.all([generate({ customer_ids }), generate({}), generate({ customer_ids })])
    // One of them finalized all four, whichever came first; the others found nothing.
    expect(runs.map(({ invoices }) => invoices).toSorted((a, b) => a - b)).toEqual([0, 0, 4])
    for (const id of customer_ids) expect(await statuses(id)).toEqual(['FINALIZED', 'DRAFT'])
    expect(await generate({})).toMatchObject({ invoices: 0, totals: [], failures: [] })
  })

  it('asks the warehouse nothing for nobody, and as often for fifty customers as for five', async () => {
    expect(await queriesOf({ customer_ids: [] })).toEqual([])
    const few = await signUsers(Array.from({ length: 5 }, () => 1))
    const names = await queriesOf({ customer_ids: few })
    expect(names).toEqual(['invoices/batch-quantities'])
    const many = await signUsers(Array.from({ length: 50 }, () => 1))
    expect(await queriesOf({ customer_ids: many })).toEqual(names)
    expect(await generate({ customer_ids: many })).toMatchObject({ invoices: 0 })
  })

  it('asks once more for all whose commits run out, hour by hour', async () => {
    const schedule_items = [
      { amount: 15, starting_at: '2024-08-01T00:00:00Z', ending_before: '2024-09-01T00:00:00Z' },
    ]
    const product_id = await book.product({ type: 'FIXED' })
    const commits = [{ type: 'PREPAID' as const, product_id, access_schedule: { schedule_items } }]
    const customer_ids = await signUsers([3, 1, 4], { commits })
    const twice = ['invoices/batch-quantities', 'invoices/batch-quantities']
    expect(await queriesOf({ customer_ids, dry_run: true })).toEqual(twice)
    // Of 30, 10 and 40, 15 are paid of the first and the last, and all of the other.
    expect(await generate({ customer_ids })).toMatchObject({ invoices: 3, totals: [{ total: 15 + 25 }] })
  })

  it('goes on past a customer that fails, and bills it once what it needs is allowed', async () => {
    const { data: metric } = await service.sandbox.v1.billableMetrics.create({
      name: 'Units by user',
      sql: 'SELECT properties.user, sum(properties.n) AS value FROM events GROUP BY properties.user',
    })
    const product = await book.product({
      type: 'USAGE',
      billable_metric_id: metric.id,
      presentation_group_key: ['user'],
    })
    const byUser = await book.card([[product, { rate_type: 'FLAT', price: 10 }]])
    const signed = [await book.sign(byUser), await book.sign(byUser), await book.sign(byUser)]
    for (const [place, { alias }] of signed.entries()) {
      // The second has five users, and a query may give three rows.
      const users = place === 1 ? ['a', 'b', 'c', 'd', 'e'] : ['a']
      await book.use(
        alias,
        users.map((user) => ['2024-08-20T00:00:00Z', 2, { user }]),
      )
    }
    const customer_ids = signed.map(({ customerId }) => customerId)
    const failed = await generate({ customer_ids })
    expect(failed).toMatchObject({ invoices: 2, totals: [{ total: 40 }] })
    expect(failed.failures).toEqual([{ customer_id: customer_ids[1], reason: expect.any(String) }])
    expect(failed.failures[0]?.reason).not.toMatch(/DB::|clickhouse|metric_|SELECT/i)
    const limited = vi.spyOn(service.environment().warehouse, 'runLimited')
    expect(await generate({ customer_ids })).toMatchObject({ invoices: 0, failures: failed.failures })
    // Once with others, and by itself by the hour in one pass, then hour by hour: it is asked once what it fails for.
    expect(limited.mock.calls.map(([{ name }]) => name)).toEqual([
      'invoices/batch-sql-quantities',
      'invoices/sql-quantities',
      'invoices/sql-quantities',
    ])

    await service.reopen({ limits: QUERY_LIMITS })
    expect(await generate({ customer_ids })).toMatchObject({
      invoices: 1,
      // Five users with two units each.
      totals: [{ invoices: 1, total: 100 }],
      failures: [],
    })
  })

  // The clock goes on here, and never back.
  it('says ahead what comes due of months that have not begun', async () => {
    const product_id = await book.product({ type: 'SUBSCRIPTION' })
    const rate = { rate_type: 'FLAT', price: 100, billing_frequency: 'MONTHLY' } as const
    const monthly = await book.card([[product_id, rate]])
    const { customerId } = await book.sign(monthly, {
      subscriptions: [
        {
          collection_schedule: 'ADVANCE',
          subscription_rate: { billing_frequency: 'MONTHLY', product_id },
          initial_quantity: 2,
          proration: { is_prorated: false, invoice_behavior: 'BILL_IMMEDIATELY' },
        },
      ],
    })
    const asked = { customer_ids: [customerId], as_of: '2024-12-20T00:00:00Z', dry_run: true }
    // 200 in advance for each month from August to December.
    const totals = await generate(asked)

    await service.setNow('2024-12-20T00:00:00Z')
    expect(await generate({ ...asked, dry_run: false })).toMatchObject({
      invoices: totals.invoices,
      totals: totals.totals,
    })
    expect(totals.totals).toMatchObject([{ total: 1000 }])
  })
})
