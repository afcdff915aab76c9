import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'

/** The clock goes on from story to story. */
describe("a percentage of what all of a customer's contracts charge", () => {
  let service: TestService
  let book = {} as ReturnType<typeof openPriceBook>

  beforeAll(async () => {
    service = await startTestService()
    book = openPriceBook(service)
    await service.setClock('2024-08-20T00:00:00Z')
  })
  afterAll(() => service.stop())

  /** A card with nothing but a tenth of what is tagged, under whichever contract. */
  async function cardOfTenth(): Promise<string> {
    const support = await book.product({
      type: 'COMPOSITE',
      composite_tags: ['ai'],
      composite_scope: 'CUSTOMER',
    })
    return book.card([[support, { rate_type: 'PERCENTAGE', price: 0.1 }]])
  }

  /** Seats by the month, tagged, at 100 each. */
  async function seatsAt100() {
    const seats = await book.product({ type: 'SUBSCRIPTION', tags: ['ai'] })
    return { seats, rate: [seats, { rate_type: 'FLAT', price: 100, billing_frequency: 'MONTHLY' }] as const }
  }

  /** A subscription to some of them, all of each month. */
  const taken = (
    product_id: string,
    initial_quantity: number,
    collection_schedule: 'ARREARS' | 'ADVANCE',
  ) => ({
    subscription_rate: { product_id, billing_frequency: 'MONTHLY' as const },
    collection_schedule,
    proration: { is_prorated: false },
    initial_quantity,
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

  it('counts the subscriptions of all contracts, too, whether they are billed or not', async () => {
    const seats = await book.product({ type: 'SUBSCRIPTION', tags: ['ai'] })
    const { body } = await service.request('POST', '/ext/credit-types', { body: { name: 'Gems' } })
    const unit = (body as { data: { id: string } }).data.id
    const seatCard = await book.card(
      [[seats, { rate_type: 'FLAT', price: 3, billing_frequency: 'MONTHLY', credit_type_id: unit }]],
      { credit_type_conversions: [{ custom_credit_type_id: unit, fiat_per_custom_credit: 100 }] },
    )
    const { customerId } = await book.customer()
    await book.signFor(customerId, {
      rate_card_id: seatCard,
      subscriptions: [taken(seats, 4, 'ARREARS'), taken(seats, 5, 'ADVANCE')],
    })
    const contract_id = await book.signFor(customerId, { rate_card_id: await cardOfTenth() })
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
    const { seats, rate } = await seatsAt100()
    const [seatCard, share] = [await book.card([rate]), await cardOfTenth()]
    const sign = async (collection_schedule: 'ARREARS' | 'ADVANCE', usage_statement_schedule = {}) => {
      const { customerId } = await book.customer()
      const ofShare = await book.signFor(customerId, { rate_card_id: share })
      const ofSeats = await book.signFor(customerId, {
        rate_card_id: seatCard,
        usage_statement_schedule: { frequency: 'MONTHLY', ...usage_statement_schedule },
        subscriptions: [taken(seats, 2, collection_schedule)],
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

  it('counts what a contract that was made longer charges at the end of a period as its invoices bill it', async () => {
    const { seats, rate } = await seatsAt100()
    const { data: metric } = await service.sandbox.v1.billableMetrics.create({
      name: 'Sum of the period',
      sql: 'SELECT sum(properties.n) AS value FROM events',
    })
    const whole = await book.product({
      type: 'USAGE',
      tags: ['ai'],
      billable_metric_id: metric.id,
      sql_breakdown_granularity: 'SERVICE_PERIOD',
    })
    const seatCard = await book.card([rate, [whole, { rate_type: 'FLAT', price: 10 }]])
    const share = await cardOfTenth()
    const { alias, customerId } = await book.customer()
    await service.setClock('2024-09-18T00:00:00Z')
    const ofSeats = await book.signFor(customerId, {
      rate_card_id: seatCard,
      starting_at: '2024-09-01T00:00:00Z',
      ending_before: '2024-09-15T00:00:00Z',
      subscriptions: [taken(seats, 2, 'ARREARS')],
    })
    const contract_id = await book.signFor(customerId, {
      rate_card_id: share,
      starting_at: '2024-09-01T00:00:00Z',
      ending_before: '2024-09-20T00:00:00Z',
    })
    await book.use(alias, [['2024-09-10T00:00:00Z', 30]])
    const totals = async () => (await book.invoices(customerId, { contract_id })).map(({ total }) => total)
    await service.setClock('2024-09-18T01:00:00Z')
    // A tenth of what was billed up to the fifteenth: 200 for seats, and 30 units at 10.
    expect(await totals()).toEqual([50])
    await service.sandbox.v1.contracts.updateEndDate({
      customer_id: customerId,
      contract_id: ofSeats,
      ending_before: '2024-12-01T00:00:00Z',
    })
    expect(await totals()).toEqual([50])
  })

  it('is broken down by what all contracts said when it was billed', async () => {
    const units = await book.sumProduct({ tags: ['ai'] })
    const { alias, customerId } = await book.customer()
    const term = (day: string) => ({
      starting_at: '2024-09-01T00:00:00Z',
      ending_before: `2024-09-${day}T00:00:00Z`,
    })
    const rate_card_id = await book.card([[units, { rate_type: 'FLAT', price: 10 }]])
    const contract_id = await book.signFor(customerId, { rate_card_id, ...term('15') })
    const ofShare = await book.signFor(customerId, { rate_card_id: await cardOfTenth(), ...term('20') })
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
    // Nor was there a contract yet that counts the units of the tenth once more.
    await book.signFor(customerId, { rate_card_id, ...term('15') })
    const days = await Array.fromAsync(
      service.sandbox.v1.customers.invoices.listBreakdowns({
        customer_id: customerId,
        status: 'FINALIZED',
        starting_on: '2024-09-01T00:00:00Z',
        ending_before: '2024-09-20T00:00:00Z',
      }),
    )
    const charged = days.filter((day) => day.contract_id === ofShare && day.total !== 0)
    // A tenth of the 30 of the tenth; the 4 units of the seventeenth were nobody's then.
    expect(charged.map(({ breakdown_start_timestamp: at, total }) => [at.slice(8, 10), total])).toEqual([
      ['10', 3],
    ])
  })

  /** A contract with a tenth of all, and a credit of 1000 that lasts from a day in September on. */
  async function signTenth(customerId: string, day: string): Promise<string> {
    const schedule_items = [
      { amount: 1000, starting_at: `2024-09-${day}T00:00:00Z`, ending_before: '2024-11-01T00:00:00Z' },
    ]
    const product_id = await book.product({ type: 'FIXED' })
    return book.signFor(customerId, {
      starting_at: '2024-09-01T00:00:00Z',
      rate_card_id: await cardOfTenth(),
      credits: [{ product_id, priority: 1, access_schedule: { schedule_items } }],
    })
  }

  it('is charged in the hours in which it was spent, under whichever contract', async () => {
    const units = await book.sumProduct({ tags: ['ai'] })
    const { alias, customerId } = await book.sign(
      await book.card([[units, { rate_type: 'FLAT', price: 10 }]]),
    )
    const contract_id = await signTenth(customerId, '15')
    await book.use(alias, [
      ['2024-09-10T00:00:00Z', 3],
      ['2024-09-20T00:00:00Z', 4],
    ])
    // A tenth of 30 and a tenth of 40, and the credit covers what was spent since it started.
    const [invoice] = await book.invoices(customerId, { contract_id })
    expect(invoice?.line_items.map(({ total }) => total)).toEqual([3, 4, -4])
    const days = await Array.fromAsync(
      service.sandbox.v1.customers.invoices.listBreakdowns({
        customer_id: customerId,
        starting_on: '2024-09-01T00:00:00Z',
        ending_before: '2024-10-01T00:00:00Z',
        skip_zero_qty_line_items: true,
      }),
    )
    const charged = days
      .filter((day) => day.contract_id === contract_id)
      .map((day) => [day.breakdown_start_timestamp.slice(8, 10), ...day.line_items.map(({ total }) => total)])
    expect(charged).toEqual([
      ['10', 3],
      ['20', 4, -4],
    ])
  })

  it('covers what rose before it fell again, under whichever contract', async () => {
    const seats = await book.product({
      type: 'USAGE',
      billable_metric_id: await book.metric('LATEST'),
      tags: ['ai'],
    })
    const { alias, customerId } = await book.sign(
      await book.card([[seats, { rate_type: 'FLAT', price: 10 }]]),
    )
    const contract_id = await signTenth(customerId, '01')
    await book.use(alias, [
      ['2024-09-10T00:00:00Z', 4],
      ['2024-09-20T00:00:00Z', 1],
    ])
    // A tenth of 40, which the credit covers, less a tenth of 30, of which it gets nothing back.
    const [invoice] = await book.invoices(customerId, { contract_id })
    expect(invoice?.line_items.map(({ total }) => total)).toEqual([4, -3, -4])
    expect(invoice?.total).toBe(-3)
  })

  it("counts of another contract's period what was used within its own, at the tiers of all of that", async () => {
    await service.setClock('2024-10-01T12:00:00Z')
    const units = await book.sumProduct({ tags: ['ai'] })
    const tiers = [{ size: 10, price: 10 }, { price: 1 }]
    const rate_card_id = await book.card([[units, { rate_type: 'TIERED', tiers }]])
    const share = await cardOfTenth()
    const sign = async (terms: object) => {
      const { alias, customerId } = await book.customer()
      const starting_at = '2024-09-01T00:00:00Z'
      const other = await book.signFor(customerId, { rate_card_id, starting_at, ...terms })
      const contract_id = await book.signFor(customerId, { rate_card_id: share, starting_at })
      const totals = async () =>
        (await book.invoices(customerId, { contract_id, sort: 'date_asc' })).map(({ total }) => total)
      return { alias, customerId, other, totals }
    }
    // From 10 September to 10 October: 8 units in September, and 8 in October, of which 2 are of the first ten.
    const anchored = await sign({
      starting_at: '2024-09-10T00:00:00Z',
      usage_statement_schedule: {
        frequency: 'MONTHLY',
        day: 'CUSTOM_DATE',
        billing_anchor_date: '2024-09-10T00:00:00Z',
      },
    })
    await book.use(anchored.alias, [
      ['2024-09-20T00:00:00Z', 8],
      ['2024-10-01T06:00:00Z', 8],
    ])
    expect(await anchored.totals()).toEqual([8, 2.6])
    // Billed up to the fifteenth, and made longer since: 8 units before, and 8 after.
    const longer = await sign({ ending_before: '2024-09-15T00:00:00Z' })
    await book.use(longer.alias, [
      ['2024-09-10T00:00:00Z', 8],
      ['2024-09-20T00:00:00Z', 8],
    ])
    await service.setClock('2024-10-01T13:00:00Z')
    await service.sandbox.v1.contracts.updateEndDate({
      customer_id: longer.customerId,
      contract_id: longer.other,
      ending_before: '2024-10-01T00:00:00Z',
    })
    expect((await longer.totals())[0]).toBe(10.6)
  })
})
