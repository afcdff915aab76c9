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
      const units = await Array.fromAsync(service.sandbox.v1.pricingUnits.list())
      const euro = units.find(({ name }) => name === 'EUR')?.id
      expect(await listed({ credit_type_id: euro })).toEqual([])
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
    const billing = {
      netsuite_invoice_billing_start: '2024-08-01T00:00:00.000Z',
      netsuite_invoice_billing_end: '2024-08-20T00:00:00.000Z',
    }
    const bill = (quantity: number) =>
      service.sandbox.v1.contracts.scheduleProServicesInvoice({
        customer_id: customerId,
        contract_id: contractId,
        issued_at: '2024-08-31T00:00:00Z',
        line_items: [{ professional_service_id: id, quantity, metadata: 'August', ...billing }],
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
      ...billing,
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
    it('is billed from when its invoices are to be made, also within a period', async () => {
      const card = await book.card([[await book.sumProduct(), { rate_type: 'FLAT', price: 1 }]])
      const startsFrom = async (invoice_generation_starting_at: string) => {
        const { customerId } = await book.sign(card, {
          usage_statement_schedule: { frequency: 'WEEKLY', invoice_generation_starting_at },
        })
        return (await book.invoices(customerId)).map((invoice) => [
          invoice.start_timestamp,
          invoice.end_timestamp,
        ])
      }
      // Weeks from the contract's first month on: the one of now starts on 15 August.
      const end = '2024-08-22T00:00:00.000Z'
      expect(await startsFrom('2024-08-15T00:00:00Z')).toEqual([['2024-08-15T00:00:00.000Z', end]])
      expect(await startsFrom('2024-08-15T01:00:00Z')).toEqual([['2024-08-15T01:00:00.000Z', end]])
      expect(await startsFrom('2024-08-22T00:00:00Z')).toEqual([])
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
