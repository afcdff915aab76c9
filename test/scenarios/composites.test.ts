import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'

describe('what a contract charges as a percentage', () => {
  let service: TestService
  let book = {} as ReturnType<typeof openPriceBook>

  beforeAll(async () => {
    service = await startTestService()
    book = openPriceBook(service)
    await service.setClock('2024-08-20T00:00:00Z')
  })
  afterAll(() => service.stop())

  it('is a share of what the tagged products come to, and never under its minimum', async () => {
    const [ai, other] = [await book.sumProduct({ tags: ['ai'] }), await book.sumProduct()]
    const support = await book.product({ type: 'COMPOSITE', composite_tags: ['ai'], name: 'Support' })
    const card = await book.card([
      [ai, { rate_type: 'FLAT', price: 2 }],
      [other, { rate_type: 'FLAT', price: 3 }],
      [support, { rate_type: 'PERCENTAGE', price: 0.1, minimum_config: { minimum: 50 } }],
    ])
    const { alias, customerId } = await book.sign(card)
    await book.use(alias, [['2024-08-02T00:00:00Z', 100]])
    const { line_items: lines, total } = await book.usageInvoice(customerId)
    // A tenth of 200 is 20, and 30 more make the minimum of 50.
    expect(
      lines
        .map(({ name, quantity, unit_price, total: amount }) => [name, quantity, unit_price, amount])
        .at(-1),
    ).toEqual(['Support', 200, 0.1, 50])
    expect(total).toBe(200 + 300 + 50)
  })

  it('changes with its rate, for what was spent from then on', async () => {
    const ai = await book.sumProduct()
    const support = await book.product({ type: 'COMPOSITE', composite_product_ids: [ai] })
    // Lines come in the card's order, whichever product was made first.
    const card = await book.card([
      [support, { rate_type: 'PERCENTAGE', price: 0.1 }],
      [support, { rate_type: 'PERCENTAGE', price: 0.2, starting_at: '2024-08-10T00:00:00Z' }],
      [ai, { rate_type: 'FLAT', price: 2 }],
    ])
    const { alias, customerId } = await book.sign(card)
    await book.use(alias, [
      ['2024-08-02T00:00:00Z', 40],
      ['2024-08-12T00:00:00Z', 60],
    ])
    expect(await book.bill(customerId)).toEqual([
      ['08-01', '08-10', 80, 0.1, 8],
      ['08-10', '09-01', 120, 0.2, 24],
      ['08-01', '09-01', 100, 2, 200],
    ])
  })

  it('counts subscriptions by tag, and custom units at what they are worth', async () => {
    const { body } = await service.request('POST', '/ext/credit-types', { body: { name: 'Coins' } })
    const unit = (body as { data: { id: string } }).data.id
    const ai = await book.sumProduct({ tags: ['ai'] })
    const seats = await book.product({ type: 'SUBSCRIPTION', tags: ['ai'] })
    const support = await book.product({ type: 'COMPOSITE', composite_tags: ['ai'] })
    const card = await book.card(
      [
        [ai, { rate_type: 'FLAT', price: 2, credit_type_id: unit }],
        [seats, { rate_type: 'FLAT', price: 300, billing_frequency: 'MONTHLY' }],
        [support, { rate_type: 'PERCENTAGE', price: 0.1 }],
      ],
      { credit_type_conversions: [{ custom_credit_type_id: unit, fiat_per_custom_credit: 25 }] },
    )
    const { alias, customerId } = await book.sign(card, {
      subscriptions: [
        {
          subscription_rate: { product_id: seats, billing_frequency: 'MONTHLY' },
          collection_schedule: 'ARREARS',
          proration: { is_prorated: false },
          initial_quantity: 4,
        },
      ],
    })
    await book.use(alias, [['2024-08-02T00:00:00Z', 10]])
    // 10 * 2 coins at 25 cents are 500; 4 * 300 more make 1,700, of which a tenth.
    expect((await book.bill(customerId)).slice(0, 3).map((line) => line.slice(2))).toEqual([
      [10, 2, 20],
      [4, 300, 1200],
      [1700, 0.1, 170],
    ])
  })

  it('cuts the usage of an SQL metric where its own rate changes', async () => {
    const { data: metric } = await service.sandbox.v1.billableMetrics.create({
      name: 'Mean of the daily maxima',
      sql: `SELECT avg(highest) AS value FROM (
        SELECT date_trunc('day', timestamp) AS day, max(properties.n) AS highest FROM events GROUP BY day)`,
    })
    const ai = await book.product({ type: 'USAGE', billable_metric_id: metric.id })
    const support = await book.product({ type: 'COMPOSITE', composite_product_ids: [ai] })
    const card = await book.card([
      [ai, { rate_type: 'FLAT', price: 2 }],
      [support, { rate_type: 'PERCENTAGE', price: 0.1 }],
      [support, { rate_type: 'PERCENTAGE', price: 0.2, starting_at: '2024-08-10T00:00:00Z' }],
    ])
    const { alias, customerId } = await book.sign(card)
    await book.use(alias, [
      ['2024-08-02T00:00:00Z', 40],
      ['2024-08-12T00:00:00Z', 60],
    ])
    // 40 until the tenth; then the mean of 40 and 60, which is 10 more.
    expect(await book.bill(customerId)).toEqual([
      ['08-01', '09-01', 50, 2, 100],
      ['08-01', '08-10', 80, 0.1, 8],
      ['08-10', '09-01', 20, 0.2, 4],
    ])
  })
})
