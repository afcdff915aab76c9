import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AUGUST, listBreakdowns, SEPTEMBER, shownWindow } from '../support/breakdowns.ts'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'

describe('drafts broken down by time', () => {
  let service: TestService
  let book: ReturnType<typeof openPriceBook>
  let commitProduct: string

  beforeAll(async () => {
    service = await startTestService()
    book = openPriceBook(service)
    await service.setClock('2024-08-20T00:00:00Z')
    commitProduct = await book.product({ name: 'Commit', type: 'FIXED' })
  })
  afterAll(() => service.stop())

  const breakdowns = (customerId: string, query?: object) => listBreakdowns(service, customerId, query)

  it('shows each day at its tiers, what covers it, and days of nothing', async () => {
    const units = await book.sumProduct({ name: 'Units' })
    const tiers = [{ size: 100, price: 10 }, { price: 5 }]
    const card = await book.card([[units, { rate_type: 'TIERED', tiers }]])
    const access_schedule = {
      schedule_items: [{ amount: 700, starting_at: AUGUST, ending_before: SEPTEMBER }],
    }
    const { alias, customerId } = await book.sign(card, {
      commits: [{ name: 'Prepaid', type: 'PREPAID', product_id: commitProduct, access_schedule }],
    })
    await book.use(alias, [
      ['2024-08-02T01:00:00Z', 60],
      ['2024-08-02T05:00:00Z', 30],
      ['2024-08-04T23:30:00Z', 20],
    ])
    const all = await breakdowns(customerId)
    expect(all).toHaveLength(31)
    const august = await book.usageInvoice(customerId)
    expect(
      all.every(({ id, status, type }) => id === august.id && status === 'DRAFT' && type === 'USAGE'),
    ).toBe(true)
    // 60 units are 600 cents, and 10 more the 100 that are left; of 20 units on the 4th, 10 are in the second tier.
    expect(all.slice(0, 5).map(shownWindow)).toEqual([
      ['08-01', '08-02', 0, [['Units', undefined, 1, 0, 10, 0]]],
      [
        '08-02',
        '08-03',
        200,
        [
          ['Units', 'Prepaid', 1, 70, 10, 700],
          ['Units', undefined, 1, 20, 10, 200],
          ['Prepaid', 'Prepaid', undefined, 1, -700, -700],
        ],
      ],
      ['08-03', '08-04', 0, [['Units', undefined, 1, 0, 10, 0]]],
      [
        '08-04',
        '08-05',
        150,
        [
          ['Units', undefined, 1, 10, 10, 100],
          ['Units', undefined, 2, 10, 5, 50],
        ],
      ],
      ['08-05', '08-06', 0, [['Units', undefined, 2, 0, 5, 0]]],
    ])
    expect(august.total).toBe(350)
    const [line] = all[1]?.line_items ?? []
    expect([line?.starting_at, line?.ending_before]).toEqual([
      '2024-08-02T00:00:00.000Z',
      '2024-08-03T00:00:00.000Z',
    ])
    const ids = all.flatMap(({ line_items: lines }) => lines.map((one) => (one as { id?: string }).id))
    expect(new Set(ids).size).toBe(ids.length)

    const days = await breakdowns(customerId, { skip_zero_qty_line_items: true })
    expect(days.map((day) => shownWindow(day)[0])).toEqual(['08-02', '08-04'])

    const hours = await breakdowns(customerId, {
      window_size: 'HOUR',
      starting_on: '2024-08-02T01:00:00Z',
      ending_before: '2024-08-02T06:30:00Z',
    })
    expect(hours.map(({ total }) => total)).toEqual([0, 0, 0, 0, 200])
    expect(hours.at(-1)?.breakdown_end_timestamp).toBe('2024-08-02T06:00:00.000Z')
  })

  it('goes page by page, either way round, and by status', async () => {
    const units = await book.sumProduct()
    const card = await book.card([[units, { rate_type: 'FLAT', price: 1 }]])
    const { customerId } = await book.sign(card, { starting_at: '2024-08-17T12:00:00Z' })
    await book.signFor(customerId, { rate_card_id: card, starting_at: '2024-08-30T00:00:00Z' })
    const upTo = { ending_before: '2024-08-20T00:00:00Z' }
    const forward = await breakdowns(customerId, { ...upTo, limit: 2 })
    // The first day of the contract is half a day.
    expect(forward.map((one) => shownWindow(one).slice(0, 2))).toEqual([
      ['08-17', '08-18'],
      ['08-18', '08-19'],
      ['08-19', '08-20'],
    ])
    expect(forward[0]?.breakdown_start_timestamp).toBe('2024-08-17T12:00:00.000Z')
    expect(await breakdowns(customerId, { ...upTo, limit: 2, sort: 'date_desc' })).toEqual(
      forward.toReversed(),
    )
    expect(await breakdowns(customerId, { ...upTo, status: 'FINALIZED' })).toEqual([])
    await expect(breakdowns(customerId, { ...upTo, credit_type_id: customerId })).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining(`credit_type_id: pricing unit ${customerId} was not found`) as string,
    })
    const backwards = await service.request(
      'GET',
      `/v1/customers/${customerId}/invoices/breakdowns?starting_on=${SEPTEMBER}&ending_before=${AUGUST}`,
    )
    expect([backwards.status, (backwards.body as { message: string }).message]).toEqual([
      400,
      'starting_on: must be before ending_before',
    ])
  })

  it('shows quantities that the invoice rounds as they are, by group, and what custom units come to', async () => {
    const { body } = await service.request('POST', '/ext/credit-types', { body: { name: 'Tokens' } })
    const tokens = (body as { data: { id: string } }).data.id
    const rounded = await book.sumProduct({
      name: 'Rounded',
      presentation_group_key: ['team'],
      quantity_rounding: { rounding_method: 'ROUND_UP', decimal_places: 0 },
    })
    const card = await book.card([[rounded, { rate_type: 'FLAT', price: 2, credit_type_id: tokens }]], {
      credit_type_conversions: [{ custom_credit_type_id: tokens, fiat_per_custom_credit: 50 }],
    })
    const { alias, customerId } = await book.sign(card)
    await book.use(alias, [
      ['2024-08-05T10:00:00Z', 1.25, { team: 'red' }],
      ['2024-08-06T10:00:00Z', 1.5, { team: 'red' }],
      ['2024-08-06T11:00:00Z', 0.1, { team: 'blue' }],
    ])
    // The invoice bills 3 units of red, 1 of blue, at 2 tokens of 50 cents.
    expect((await book.usageInvoice(customerId)).total).toBe(400)
    const days = await breakdowns(customerId, { ending_before: '2024-08-08T00:00:00Z' })
    expect(days.slice(3).map((day) => shownWindow(day).slice(2))).toEqual([
      [0, []],
      [
        125,
        [
          ['Rounded', undefined, undefined, 1.25, 2, 2.5],
          ['Tokens conversion', undefined, undefined, 2.5, 50, 125],
        ],
      ],
      [
        160,
        [
          ['Rounded', undefined, undefined, 0.1, 2, 0.2],
          ['Rounded', undefined, undefined, 1.5, 2, 3],
          ['Tokens conversion', undefined, undefined, 3.2, 50, 160],
        ],
      ],
      [0, []],
    ])
  })

  it('shows what each day changes of a latest value or an average, and what is due when', async () => {
    const average = async (granularity: 'HOUR' | 'SERVICE_PERIOD') => {
      const sql = "SELECT avg(properties.n) AS value FROM events WHERE event_type = 'usage'"
      const metric = await service.sandbox.v1.billableMetrics.create({ name: granularity, sql })
      return book.product({
        name: granularity,
        type: 'USAGE',
        billable_metric_id: metric.data.id,
        sql_breakdown_granularity: granularity,
      })
    }
    const latest = await book.product({
      name: 'Latest',
      type: 'USAGE',
      billable_metric_id: await book.metric('LATEST'),
    })
    const seats = await book.product({ name: 'Seats', type: 'SUBSCRIPTION' })
    const flat = { rate_type: 'FLAT' as const, price: 1 }
    const card = await book.card([
      [latest, flat],
      [await average('HOUR'), flat],
      [await average('SERVICE_PERIOD'), flat],
      [seats, { ...flat, billing_frequency: 'MONTHLY' }],
    ])
    const { alias, customerId } = await book.sign(card, {
      subscriptions: [
        {
          subscription_rate: { product_id: seats, billing_frequency: 'MONTHLY' },
          collection_schedule: 'ARREARS',
          proration: { is_prorated: false },
          initial_quantity: 3,
        },
      ],
    })
    await book.use(alias, [
      ['2024-08-01T10:00:00Z', 9],
      ['2024-08-02T10:00:00Z', 4],
    ])
    const days = await breakdowns(customerId, { skip_zero_qty_line_items: true })
    const changed = days.map((day) => [
      day.breakdown_start_timestamp.slice(8, 10),
      ...day.line_items.map(({ name, quantity }) => `${name} ${quantity}`),
    ])
    // Their average goes from 9 to 6.5; that of the whole period is its last instant's, and so are seats in arrears.
    expect(changed).toEqual([
      ['01', 'Latest 9', 'HOUR 9'],
      ['02', 'Latest -5', 'HOUR -2.5'],
      ['31', 'SERVICE_PERIOD 6.5', 'Seats 3'],
    ])
  })
})
