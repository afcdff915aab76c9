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

  it("counts all of the customer's contracts where it is the customer's", async () => {
    const ai = await book.sumProduct()
    const support = await book.product({
      type: 'COMPOSITE',
      composite_product_ids: [ai],
      composite_scope: 'CUSTOMER',
    })
    const usageRate = [ai, { rate_type: 'FLAT', price: 2 }] as const
    const card = await book.card([
      usageRate,
      [support, { rate_type: 'PERCENTAGE', price: 0.1 }],
      [support, { rate_type: 'PERCENTAGE', price: 0.5, starting_at: '2024-08-11T00:00:00Z' }],
    ])
    const { alias, customerId, contractId } = await book.sign(card)
    const plain = await book.card([usageRate])
    // Its periods start on the 10th, so that the invoice's period has parts of two of them.
    await book.signFor(customerId, {
      starting_at: '2024-07-10T00:00:00Z',
      rate_card_id: plain,
      usage_statement_schedule: {
        frequency: 'MONTHLY',
        day: 'CUSTOM_DATE',
        billing_anchor_date: '2024-07-10T00:00:00Z',
      },
    })
    // What is spent in another currency, or under an archived contract, does not count.
    const units = await Array.fromAsync(service.sandbox.v1.pricingUnits.list())
    const euro = units.find(({ name }) => name === 'EUR')?.id ?? ''
    await book.signFor(customerId, {
      rate_card_id: await book.card([usageRate], { fiat_credit_type_id: euro }),
    })
    const archived = await book.signFor(customerId, { rate_card_id: plain })
    await service.sandbox.v1.contracts.archive({
      customer_id: customerId,
      contract_id: archived,
      void_invoices: false,
    })
    await book.use(alias, [
      ['2024-07-20T00:00:00Z', 1000],
      ['2024-08-02T00:00:00Z', 40],
      ['2024-08-12T00:00:00Z', 60],
    ])
    const [invoice] = await book.invoices(customerId, { contract_id: contractId })
    // Under each of two contracts 80, of which a tenth, and from the 11th on 120, of which half.
    expect(invoice?.line_items.slice(-2).map(({ quantity, total }) => [quantity, total])).toEqual([
      [160, 16],
      [240, 120],
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

  it('counts the subscriptions of all contracts, too, whether they are billed or not', async () => {
    const seats = await book.product({ type: 'SUBSCRIPTION', tags: ['ai'] })
    const { body } = await service.request('POST', '/ext/credit-types', { body: { name: 'Gems' } })
    const unit = (body as { data: { id: string } }).data.id
    const support = await book.product({
      type: 'COMPOSITE',
      composite_tags: ['ai'],
      composite_scope: 'CUSTOMER',
    })
    const seatCard = await book.card(
      [[seats, { rate_type: 'FLAT', price: 3, billing_frequency: 'MONTHLY', credit_type_id: unit }]],
      { credit_type_conversions: [{ custom_credit_type_id: unit, fiat_per_custom_credit: 100 }] },
    )
    const { customerId } = await book.customer()
    const taken = (initial_quantity: number, collection_schedule: 'ARREARS' | 'ADVANCE') => ({
      subscription_rate: { product_id: seats, billing_frequency: 'MONTHLY' as const },
      collection_schedule,
      proration: { is_prorated: false },
      initial_quantity,
    })
    await book.signFor(customerId, {
      rate_card_id: seatCard,
      subscriptions: [taken(4, 'ARREARS'), taken(5, 'ADVANCE')],
    })
    const share = await book.card([[support, { rate_type: 'PERCENTAGE', price: 0.1 }]])
    const contract_id = await book.signFor(customerId, { rate_card_id: share })
    const shares = async () =>
      (await book.invoices(customerId, { contract_id, sort: 'date_asc' })).map(({ status, line_items }) => [
        status,
        ...line_items.map(({ quantity, total }) => [quantity, total]),
      ])
    // 4 seats of the month and 5 of the next, at 3 gems of 100 cents each. The 5 of August are on an invoice of their own.
    const tenth = [2700, 270]
    expect(await shares()).toEqual([['DRAFT', tenth]])
    await service.setClock('2024-09-03T00:00:00Z')
    expect(await shares()).toEqual([
      ['FINALIZED', tenth],
      ['DRAFT', tenth],
    ])
    const [{ id } = { id: '' }] = await book.invoices(customerId, { contract_id, sort: 'date_asc' })
    await service.sandbox.v1.invoices.void({ id })
    await service.sandbox.v1.invoices.regenerate({ id })
    expect((await shares()).filter(([status]) => status === 'FINALIZED')).toEqual([['FINALIZED', tenth]])
  })

  it('counts the subscriptions of other contracts once, as far as they are on usage invoices', async () => {
    const seats = await book.product({ type: 'SUBSCRIPTION', tags: ['ai'] })
    const support = await book.product({
      type: 'COMPOSITE',
      composite_tags: ['ai'],
      composite_scope: 'CUSTOMER',
    })
    const seatCard = await book.card([
      [seats, { rate_type: 'FLAT', price: 100, billing_frequency: 'MONTHLY' }],
    ])
    const share = await book.card([[support, { rate_type: 'PERCENTAGE', price: 0.1 }]])
    const sign = async (collection_schedule: 'ARREARS' | 'ADVANCE', usage_statement_schedule = {}) => {
      const { customerId } = await book.customer()
      const ofShare = await book.signFor(customerId, { rate_card_id: share })
      const ofSeats = await book.signFor(customerId, {
        rate_card_id: seatCard,
        usage_statement_schedule: { frequency: 'MONTHLY', ...usage_statement_schedule },
        subscriptions: [
          {
            subscription_rate: { product_id: seats, billing_frequency: 'MONTHLY' },
            collection_schedule,
            proration: { is_prorated: false },
            initial_quantity: 2,
          },
        ],
      })
      return { customerId, ofSeats, ofShare }
    }
    const totals = async (customerId: string, contract_id: string) =>
      (await book.invoices(customerId, { contract_id, type: 'USAGE' })).map(({ total }) => total)
    const later = { invoice_generation_starting_at: '2024-10-01T00:00:00Z' }
    const signed = await sign('ADVANCE')
    const paidBefore = [await sign('ADVANCE', later), await sign('ARREARS', later)]
    await service.setClock('2024-09-03T00:00:00Z')
    // 20 for the 2 seats of the next month, on the month's usage invoice, which is made anew once more.
    expect(await totals(signed.customerId, signed.ofShare)).toEqual([20, 20])
    // August's was final before that of the seats.
    const lastDay = await Array.fromAsync(
      service.sandbox.v1.customers.invoices.listBreakdowns({
        customer_id: signed.customerId,
        status: 'FINALIZED',
        starting_on: '2024-08-31T00:00:00Z',
        ending_before: '2024-09-01T00:00:00Z',
      }),
    )
    expect(lastDay.filter((day) => day.contract_id === signed.ofShare)).toMatchObject([{ total: 20 }])
    const [{ id } = { id: '' }] = await book.invoices(signed.customerId, {
      contract_id: signed.ofSeats,
      type: 'USAGE',
    })
    await service.sandbox.v1.invoices.void({ id })
    expect(await totals(signed.customerId, signed.ofShare)).toEqual([20, 20])
    // October's seats are on an invoice of their own, or on one of October; those before are on none.
    for (const { customerId, ofShare } of paidBefore)
      expect(await totals(customerId, ofShare)).toEqual([0, 0])
  })

  it('counts the subscriptions of a contract that was made longer as their invoices bill them', async () => {
    const seats = await book.product({ type: 'SUBSCRIPTION', tags: ['ai'] })
    const support = await book.product({
      type: 'COMPOSITE',
      composite_tags: ['ai'],
      composite_scope: 'CUSTOMER',
    })
    const seatCard = await book.card([
      [seats, { rate_type: 'FLAT', price: 100, billing_frequency: 'MONTHLY' }],
    ])
    const share = await book.card([[support, { rate_type: 'PERCENTAGE', price: 0.1 }]])
    const { customerId } = await book.customer()
    await service.setClock('2024-09-18T00:00:00Z')
    const ofSeats = await book.signFor(customerId, {
      rate_card_id: seatCard,
      starting_at: '2024-09-01T00:00:00Z',
      ending_before: '2024-09-15T00:00:00Z',
      subscriptions: [
        {
          subscription_rate: { product_id: seats, billing_frequency: 'MONTHLY' },
          collection_schedule: 'ARREARS',
          proration: { is_prorated: false },
          initial_quantity: 2,
        },
      ],
    })
    const contract_id = await book.signFor(customerId, {
      rate_card_id: share,
      starting_at: '2024-09-01T00:00:00Z',
      ending_before: '2024-09-20T00:00:00Z',
    })
    const totals = async () => (await book.invoices(customerId, { contract_id })).map(({ total }) => total)
    await service.setClock('2024-09-18T01:00:00Z')
    // A tenth of the 200 that were billed up to the fifteenth.
    expect(await totals()).toEqual([20])
    await service.sandbox.v1.contracts.updateEndDate({
      customer_id: customerId,
      contract_id: ofSeats,
      ending_before: '2024-12-01T00:00:00Z',
    })
    expect(await totals()).toEqual([20])
  })

  it('is broken down by what all contracts said when it was billed', async () => {
    const units = await book.sumProduct({ tags: ['ai'] })
    const support = await book.product({
      type: 'COMPOSITE',
      composite_tags: ['ai'],
      composite_scope: 'CUSTOMER',
    })
    const share = await book.card([[support, { rate_type: 'PERCENTAGE', price: 0.1 }]])
    const { alias, customerId } = await book.customer()
    const term = (day: string) => ({
      starting_at: '2024-09-01T00:00:00Z',
      ending_before: `2024-09-${day}T00:00:00Z`,
    })
    const contract_id = await book.signFor(customerId, {
      rate_card_id: await book.card([[units, { rate_type: 'FLAT', price: 10 }]]),
      ...term('15'),
    })
    const ofShare = await book.signFor(customerId, { rate_card_id: share, ...term('20') })
    await book.use(alias, [
      ['2024-09-10T00:00:00Z', 3],
      ['2024-09-17T00:00:00Z', 4],
    ])
    await service.setClock('2024-09-22T00:00:00Z')
    await service.setClock('2024-09-23T00:00:00Z')
    await service.sandbox.v1.contracts.updateEndDate({
      customer_id: customerId,
      contract_id,
      ending_before: '2024-09-30T00:00:00Z',
    })
    const days = await Array.fromAsync(
      service.sandbox.v1.customers.invoices.listBreakdowns({
        customer_id: customerId,
        status: 'FINALIZED',
        starting_on: '2024-09-01T00:00:00Z',
        ending_before: '2024-09-20T00:00:00Z',
      }),
    )
    const charged = days.filter((day) => day.contract_id === ofShare && day.total !== 0)
    // A tenth of 30 that were used from the first on; the 4 units of the seventeenth were nobody's then.
    expect(charged.map(({ breakdown_start_timestamp: at, total }) => [at.slice(8, 10), total])).toEqual([
      ['01', 3],
    ])
  })
})
