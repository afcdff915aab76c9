import type { Invoice } from '@metronome/sdk/resources/v1/customers/invoices'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'

type PriceBook = ReturnType<typeof openPriceBook>

describe('what a contract charges beside usage', () => {
  let service: TestService
  let book = {} as PriceBook

  beforeAll(async () => {
    service = await startTestService()
    book = openPriceBook(service)
    await service.setClock('2024-08-20T00:00:00Z')
  })
  afterAll(() => service.stop())

  /** Each scheduled invoice: its date, its total, and of its lines the total. */
  async function scheduled(customerId: string) {
    const all = await book.invoices(customerId, { type: 'SCHEDULED' })
    return all.map((invoice) => [
      dateOf(invoice),
      invoice.total,
      invoice.line_items.map(({ total }) => total),
    ])
  }

  describe('on dates', () => {
    it('has an invoice of its own for each date, less the discounts of then', async () => {
      const product = await book.product({ type: 'FIXED' })
      const { customerId, contractId } = await book.sign(await book.card([]), {
        scheduled_charges: [
          {
            product_id: product,
            name: 'Setup',
            schedule: {
              schedule_items: [
                { timestamp: '2024-08-25T00:00:00Z', amount: 1000 },
                { timestamp: '2024-09-01T00:00:00Z', amount: 40 },
                { timestamp: '2024-10-01T00:00:00Z', unit_price: 30, quantity: 7 },
              ],
            },
          },
        ],
        discounts: [
          {
            product_id: product,
            schedule: { schedule_items: [{ timestamp: '2024-08-25T00:00:00Z', amount: 150 }] },
          },
        ],
      })
      expect(await scheduled(customerId)).toEqual([
        ['2024-08-25', 850, [1000, -150]],
        ['2024-09-01', 40, [40]],
        ['2024-10-01', 210, [210]],
      ])
      expect((await book.usageInvoice(customerId)).line_items).toEqual([])
      const listed = async (query: object) =>
        (await book.invoices(customerId, { type: 'SCHEDULED', ...query })).map(dateOf)
      expect(await listed({ starting_on: '2024-09-01T00:00:00Z' })).toEqual(['2024-09-01', '2024-10-01'])
      expect(await listed({ ending_before: '2024-09-01T00:00:00Z' })).toEqual(['2024-08-25', '2024-09-01'])
      expect(await listed({ credit_type_id: product })).toEqual([])
      const [first] = await book.invoices(customerId, { type: 'SCHEDULED' })
      expect(first?.line_items[0]).toMatchObject({
        name: 'Setup',
        type: 'scheduled',
        quantity: 1,
        unit_price: 1000,
      })
      expect(first?.line_items[0]?.product_type).toBe('FixedProductListItem')

      const { data: contract } = await service.sandbox.v2.contracts.retrieve({
        customer_id: customerId,
        contract_id: contractId,
      })
      await service.sandbox.v2.contracts.edit({
        customer_id: customerId,
        contract_id: contractId,
        archive_scheduled_charges: contract.scheduled_charges.map(({ id }) => ({ id })),
      })
      expect(await scheduled(customerId)).toEqual([['2024-08-25', -150, [-150]]])
    })

    it('is a line of the usage invoice that ends then, where the contract says so', async () => {
      const product = await book.product({ type: 'FIXED' })
      const usage = await book.sumProduct()
      const { alias, customerId } = await book.sign(
        await book.card([[usage, { rate_type: 'FLAT', price: 2 }]]),
        {
          scheduled_charges_on_usage_invoices: 'ALL',
          scheduled_charges: [
            {
              product_id: product,
              schedule: {
                schedule_items: [
                  { timestamp: '2024-09-01T00:00:00Z', amount: 500 },
                  { timestamp: '2024-09-02T00:00:00Z', amount: 70 },
                  // September's usage invoice will have it.
                  { timestamp: '2024-10-01T00:00:00Z', amount: 9000 },
                ],
              },
            },
          ],
        },
      )
      await book.use(alias, [['2024-08-02T00:00:00Z', 10]])
      const invoice = await book.usageInvoice(customerId)
      expect(invoice.line_items.map(({ type, total }) => [type, total])).toEqual([
        ['usage', 20],
        ['scheduled', 500],
      ])
      expect(invoice.total).toBe(520)
      expect(await scheduled(customerId)).toEqual([['2024-09-02', 70, [70]]])
    })

    it('divides an amount over its dates, exactly or in whole cents, the rest with the last', async () => {
      const product = await book.product({ type: 'FIXED' })
      const recurring = {
        starting_at: '2024-08-31T00:00:00Z',
        ending_before: '2024-11-15T00:00:00Z',
        frequency: 'MONTHLY' as const,
        amount: 1000,
      }
      const charge = (amount_distribution: 'DIVIDED_ROUNDED' | 'EACH') => ({
        product_id: product,
        schedule: { recurring_schedule: { ...recurring, amount_distribution } },
      })
      const { customerId } = await book.sign(await book.card([]), {
        scheduled_charges: [charge('DIVIDED_ROUNDED'), charge('EACH')],
      })
      // Three dates, on the last day where the month has no 31st; 1000 / 3 is 333 cents and a third.
      expect(await scheduled(customerId)).toEqual([
        ['2024-08-31', 1333, [333, 1000]],
        ['2024-09-30', 1333, [333, 1000]],
        ['2024-10-31', 1334, [334, 1000]],
      ])
    })
  })

  it('bills professional services when it is asked to, each time on an invoice of its own', async () => {
    const product = await book.product({ type: 'PRO_SERVICE', name: 'Consulting' })
    const { customerId, contractId } = await book.sign(await book.card([]), {
      professional_services: [{ product_id: product, unit_price: 15000, quantity: 40, max_amount: 600000 }],
    })
    const { data: contract } = await service.sandbox.v2.contracts.retrieve({
      customer_id: customerId,
      contract_id: contractId,
    })
    const id = contract.professional_services?.[0]?.id ?? ''
    const bill = (quantity: number) =>
      service.sandbox.v1.contracts.scheduleProServicesInvoice({
        customer_id: customerId,
        contract_id: contractId,
        issued_at: '2024-08-31T00:00:00Z',
        line_items: [{ professional_service_id: id, quantity, metadata: 'August' }],
      })
    const { data: made } = await bill(8)
    await bill(2)
    // Eight hours at 15,000 cents, and two more.
    const all = await book.invoices(customerId, { type: 'SCHEDULED' })
    expect(all.map(({ total }) => total).toSorted((a, b) => b - a)).toEqual([120000, 30000])
    expect(all.find(({ id: invoiceId }) => invoiceId === made[0]?.id)).toEqual(made[0])
    expect(made[0]?.line_items[0]).toMatchObject({
      name: 'Consulting',
      professional_service_id: id,
      metadata: 'August',
    })
  })

  describe('by subscription', () => {
    /** A subscription product at 3,100 cents a month, and the card that it is on. */
    async function monthly() {
      const product = await book.product({ type: 'SUBSCRIPTION' })
      const rate = { rate_type: 'FLAT' as const, price: 3100, billing_frequency: 'MONTHLY' as const }
      return { product, card: await book.card([[product, rate]]) }
    }

    it('is billed in arrears with the usage, in part where it starts within the month', async () => {
      const { product, card } = await monthly()
      const { customerId } = await book.sign(card, {
        subscriptions: [
          {
            subscription_rate: { product_id: product, billing_frequency: 'MONTHLY' },
            collection_schedule: 'ARREARS',
            proration: { is_prorated: true, invoice_behavior: 'BILL_ON_NEXT_COLLECTION_DATE' },
            initial_quantity: 2,
            starting_at: '2024-08-11T00:00:00Z',
          },
        ],
      })
      const { line_items: lines, total } = await book.usageInvoice(customerId)
      // 2 * 3100 * 21 of 31 days.
      expect(
        lines.map((line) => [line.type, line.quantity, line.unit_price, line.is_prorated, line.total]),
      ).toEqual([['subscription', 2, 3100, true, 4200]])
      expect(total).toBe(4200)
    })

    it('is billed in advance with the usage before, and an increase on its date', async () => {
      const { product, card } = await monthly()
      const { customerId, contractId } = await book.sign(card, {
        subscriptions: [
          {
            subscription_rate: { product_id: product, billing_frequency: 'MONTHLY' },
            collection_schedule: 'ADVANCE',
            proration: { is_prorated: true, invoice_behavior: 'BILL_IMMEDIATELY' },
            initial_quantity: 1,
          },
        ],
      })
      const contract = async () =>
        (await service.sandbox.v2.contracts.retrieve({ customer_id: customerId, contract_id: contractId }))
          .data
      const [subscription] = (await contract()).subscriptions ?? []
      const update = (quantity: number, starting_at: string) =>
        service.sandbox.v2.contracts.edit({
          customer_id: customerId,
          contract_id: contractId,
          update_subscriptions: [
            { subscription_id: subscription?.id ?? '', quantity_updates: [{ quantity, starting_at }] },
          ],
        })
      await update(3, '2024-08-21T00:00:00Z')
      // Two more for 11 of 31 days: 2 * 3100 * 11 / 31.
      expect(await scheduled(customerId)).toEqual([['2024-08-21', 2200, [2200]]])
      // September's three with the usage of August.
      const linesOfUsage = async () =>
        (await book.usageInvoice(customerId)).line_items.map((line) => [
          line.starting_at?.slice(0, 10),
          line.quantity,
          line.total,
        ])
      expect(await linesOfUsage()).toEqual([['2024-09-01', 3, 9300]])
      // Fewer from the 25th on: what is paid for stays so, and September has two.
      await update(2, '2024-08-25T00:00:00Z')
      expect(await scheduled(customerId)).toEqual([['2024-08-21', 2200, [2200]]])
      expect(await linesOfUsage()).toEqual([['2024-09-01', 2, 6200]])
    })

    it('is multiplied by an override for its billing frequency', async () => {
      const { product, card } = await monthly()
      const { customerId } = await book.sign(card, {
        overrides: [
          {
            starting_at: '2024-08-01T00:00:00Z',
            type: 'MULTIPLIER',
            multiplier: 0.5,
            override_specifiers: [{ product_id: product, billing_frequency: 'MONTHLY' }],
          },
        ],
        subscriptions: [
          {
            subscription_rate: { product_id: product, billing_frequency: 'MONTHLY' },
            collection_schedule: 'ARREARS',
            proration: { is_prorated: false, invoice_behavior: 'BILL_ON_NEXT_COLLECTION_DATE' },
            initial_quantity: 1,
          },
        ],
      })
      expect((await book.usageInvoice(customerId)).total).toBe(1550)
    })

    it('is multiplied by an override for a tag that its product has from its next period on', async () => {
      const { product, card } = await monthly()
      await service.sandbox.v1.contracts.products.update({
        product_id: product,
        starting_at: '2024-09-01T00:00:00Z',
        tags: ['sale'],
      })
      const { customerId } = await book.sign(card, {
        overrides: [
          {
            starting_at: '2024-08-01T00:00:00Z',
            type: 'MULTIPLIER',
            multiplier: 0.5,
            applicable_product_tags: ['sale'],
          },
        ],
        subscriptions: [
          {
            subscription_rate: { product_id: product, billing_frequency: 'MONTHLY' },
            collection_schedule: 'ADVANCE',
            proration: { is_prorated: false, invoice_behavior: 'BILL_ON_NEXT_COLLECTION_DATE' },
            initial_quantity: 1,
          },
        ],
      })
      // September's, in advance with the usage of August: half of 3,100.
      expect((await book.usageInvoice(customerId)).total).toBe(1550)
    })
  })

  describe('as a percentage', () => {
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
  })

  it('turns what is priced in a custom unit into the currency, by one line', async () => {
    const { body } = await service.request('POST', '/ext/credit-types', { body: { name: 'Tokens' } })
    const unit = (body as { data: { id: string } }).data.id
    const [inUnits, inCents] = [await book.sumProduct(), await book.sumProduct()]
    const card = await book.card(
      [
        [inUnits, { rate_type: 'FLAT', price: 2, credit_type_id: unit }],
        [inCents, { rate_type: 'FLAT', price: 100 }],
      ],
      { credit_type_conversions: [{ custom_credit_type_id: unit, fiat_per_custom_credit: 25 }] },
    )
    const { alias, customerId } = await book.sign(card)
    await book.use(alias, [['2024-08-02T00:00:00Z', 10]])
    const { line_items: lines, total } = await book.usageInvoice(customerId)
    // 10 * 2 = 20 tokens, at 25 cents 500; 10 * 100 = 1000 cents.
    expect(
      lines.map((line) => [line.type, line.credit_type.name, line.quantity, line.unit_price, line.total]),
    ).toEqual([
      ['usage', 'Tokens', 10, 2, 20],
      ['usage', 'USD (cents)', 10, 100, 1000],
      ['cpu_conversion', 'USD (cents)', 20, 25, 500],
    ])
    expect(total).toBe(1500)
  })

  it('turns what is charged in a custom unit on the usage invoice into the currency, without usage too', async () => {
    const { body } = await service.request('POST', '/ext/credit-types', { body: { name: 'Points' } })
    const unit = (body as { data: { id: string } }).data.id
    const card = await book.card([], {
      credit_type_conversions: [{ custom_credit_type_id: unit, fiat_per_custom_credit: 5 }],
    })
    const { customerId } = await book.sign(card, {
      scheduled_charges_on_usage_invoices: 'ALL',
      scheduled_charges: [
        {
          product_id: await book.product({ type: 'FIXED' }),
          schedule: {
            credit_type_id: unit,
            schedule_items: [{ timestamp: '2024-09-01T00:00:00Z', unit_price: 3, quantity: 2 }],
          },
        },
      ],
    })
    // 3 * 2 = 6 points, at 5 cents 30.
    const { line_items: lines, total } = await book.usageInvoice(customerId)
    expect(lines.map((line) => [line.type, line.credit_type.name, line.total])).toEqual([
      ['scheduled', 'Points', 6],
      ['cpu_conversion', 'USD (cents)', 30],
    ])
    expect(total).toBe(30)
  })

  describe('by schedule', () => {
    it('is not billed for periods that start before its invoices are to be made', async () => {
      const card = await book.card([[await book.sumProduct(), { rate_type: 'FLAT', price: 1 }]])
      const startsFrom = async (invoice_generation_starting_at: string) => {
        const { customerId } = await book.sign(card, {
          usage_statement_schedule: { frequency: 'WEEKLY', invoice_generation_starting_at },
        })
        return (await book.invoices(customerId)).map((invoice) => invoice.start_timestamp?.slice(0, 10))
      }
      // Weeks from the contract's first month on: the one of now starts on 15 August.
      expect(await startsFrom('2024-08-15T00:00:00Z')).toEqual(['2024-08-15'])
      expect(await startsFrom('2024-08-15T01:00:00Z')).toEqual([])
    })

    it.each([
      ['WEEKLY', 'CONTRACT_START', undefined, '2024-08-15', '2024-08-22'],
      ['QUARTERLY', 'FIRST_OF_MONTH', undefined, '2024-08-01', '2024-11-01'],
      ['MONTHLY', 'CUSTOM_DATE', '2024-05-31T00:00:00Z', '2024-08-01', '2024-08-31'],
      ['ANNUAL', 'CUSTOM_DATE', '2024-02-29T00:00:00Z', '2024-08-01', '2025-02-28'],
    ] as const)('is billed %s from %s %s: from %s to %s', async (frequency, day, anchor, from, to) => {
      const { customerId } = await book.sign(
        await book.card([[await book.sumProduct(), { rate_type: 'FLAT', price: 1 }]]),
        {
          usage_statement_schedule: {
            frequency,
            day,
            ...(anchor === undefined ? {} : { billing_anchor_date: anchor }),
          },
        },
      )
      const current = (await book.invoices(customerId)).at(-1)
      expect([current?.start_timestamp?.slice(0, 10), current?.end_timestamp?.slice(0, 10)]).toEqual([
        from,
        to,
      ])
    })
  })
})

function dateOf(invoice: Invoice): string | undefined {
  return invoice.issued_at?.slice(0, 10)
}
