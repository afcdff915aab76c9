import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'

/**
 * One quarterly contract from its first day to the grace after its first period. An hour of a GPU is 10 credits in the EU, of
 * which one is worth 50 cents, and 400 cents in the US; a seat is 2,000 cents a month in arrears; support is a tenth of
 * the first 10,000 cents of what the GPUs come to, and a twentieth of the rest.
 */
describe('a quarter of a cloud customer', () => {
  let service: TestService
  let book: ReturnType<typeof openPriceBook>
  let customer: { alias: string; customerId: string; contractId: string }

  beforeAll(async () => {
    service = await startTestService()
    book = openPriceBook(service)
    await service.setClock('2024-01-10T00:00:00Z')
    const { body } = await service.request('POST', '/ext/credit-types', { body: { name: 'GPU credits' } })
    const credits = (body as { data: { id: string } }).data.id
    const gpu = await book.sumProduct({
      name: 'GPU hours',
      tags: ['gpu'],
      pricing_group_key: ['region'],
      presentation_group_key: ['team'],
    })
    const seats = await book.product({ name: 'Seats', type: 'SUBSCRIPTION' })
    const support = await book.product({ name: 'Support', type: 'COMPOSITE', composite_tags: ['gpu'] })
    const onboarding = await book.product({ name: 'Onboarding', type: 'FIXED' })
    const card = await book.card(
      [
        [
          gpu,
          { rate_type: 'FLAT', price: 10, credit_type_id: credits, pricing_group_values: { region: 'eu' } },
        ],
        [gpu, { rate_type: 'FLAT', price: 400, pricing_group_values: { region: 'us' } }],
        [seats, { rate_type: 'FLAT', price: 2000, billing_frequency: 'MONTHLY' }],
        [support, { rate_type: 'TIERED_PERCENTAGE', tiers: [{ size: 10000, price: 0.1 }, { price: 0.05 }] }],
      ],
      { credit_type_conversions: [{ custom_credit_type_id: credits, fiat_per_custom_credit: 50 }] },
    )
    const onDate = (timestamp: string, amount: number) => ({
      product_id: onboarding,
      schedule: { schedule_items: [{ timestamp, amount }] },
    })
    customer = await book.sign(card, {
      starting_at: '2024-01-10T00:00:00Z',
      usage_statement_schedule: { frequency: 'QUARTERLY', day: 'CONTRACT_START' },
      scheduled_charges_on_usage_invoices: 'ALL',
      scheduled_charges: [onDate('2024-02-01T00:00:00Z', 3000), onDate('2024-04-10T00:00:00Z', 5000)],
      discounts: [onDate('2024-02-01T00:00:00Z', 1000)],
      subscriptions: [
        {
          subscription_rate: { product_id: seats, billing_frequency: 'MONTHLY' },
          collection_schedule: 'ARREARS',
          proration: { is_prorated: true, invoice_behavior: 'BILL_ON_NEXT_COLLECTION_DATE' },
          quantity_management_mode: 'SEAT_BASED',
          seat_config: {
            seat_group_key: 'team',
            initial_seat_ids: ['ann', 'bob'],
            initial_unassigned_seats: 1,
          },
        },
      ],
    })
  })
  afterAll(() => service.stop())

  const edit = (changes: object) =>
    service.sandbox.v2.contracts.edit({
      customer_id: customer.customerId,
      contract_id: customer.contractId,
      ...changes,
    })

  /** The quarter's lines by name, the team where there is one, quantity and total. */
  async function quarter() {
    const { line_items: lines, total } = await book.usageInvoice(customer.customerId, '2024-01-10')
    const shown = lines.map((line) => [
      line.name,
      line.presentation_group_values?.['team'] ?? null,
      line.quantity,
      line.total,
    ])
    return { shown, total }
  }

  it('charges its onboarding, less the discount, on the day', async () => {
    const [first] = await book.invoices(customer.customerId, { type: 'SCHEDULED' })
    expect([first?.issued_at, first?.total]).toEqual(['2024-02-01T00:00:00.000Z', 3000 - 1000])
  })

  it('has what is used in the EU in credits, and what they are worth in one line', async () => {
    await service.setClock('2024-01-20T00:00:00Z')
    await book.use(customer.alias, [['2024-01-15T00:00:00Z', 10, { region: 'eu', team: 'red' }]])
    // Three seats for each month of the quarter, a tenth of 100 credits' 5,000 cents, and the charge of 10 April.
    expect(await quarter()).toEqual({
      shown: [
        ['GPU hours', 'red', 10, 100],
        ['Seats', null, 3, 6000],
        ['Seats', null, 3, 6000],
        ['Seats', null, 3, 6000],
        ['Support', null, 5000, 500],
        ['Onboarding', null, 1, 5000],
        ['GPU credits conversion', null, 100, 5000],
      ],
      total: 3 * 6000 + 500 + 5000 + 5000,
    })
  })

  it('gets half the price for one team from March on, and two seats more', async () => {
    await service.setClock('2024-02-25T00:00:00Z')
    const { data: contract } = await service.sandbox.v2.contracts.retrieve({
      customer_id: customer.customerId,
      contract_id: customer.contractId,
    })
    await edit({
      add_overrides: [
        {
          starting_at: '2024-03-01T00:00:00Z',
          type: 'MULTIPLIER',
          multiplier: 0.5,
          override_specifiers: [
            { pricing_group_values: { region: 'us' }, presentation_group_values: { team: 'blue' } },
          ],
        },
      ],
      update_subscriptions: [
        {
          subscription_id: contract.subscriptions?.[0]?.id ?? '',
          seat_updates: {
            add_seat_ids: [
              { seat_ids: ['cat'], starting_at: '2024-02-10T00:00:00Z' },
              { seat_ids: ['dan', 'eve'], starting_at: '2024-03-10T00:00:00Z' },
            ],
          },
        },
      ],
    })
    await book.use(customer.alias, [
      ['2024-02-20T00:00:00Z', 20, { region: 'us', team: 'red' }],
      ['2024-02-20T00:00:00Z', 10, { region: 'us', team: 'blue' }],
    ])
    await service.setClock('2024-03-20T00:00:00Z')
    await book.use(customer.alias, [['2024-03-05T00:00:00Z', 6, { region: 'us', team: 'blue' }]])
    // Of the period's end all is still a draft, for a day.
    await service.setClock('2024-04-10T12:00:00Z')
    // Blue: 10 at 400, then 6 at 200. Cat takes the seat that nobody had; with Dan and Eve there are five. Support: 5,000
    // + 8,000 + 4,000 + 1,200 is 18,200, a tenth of 10,000 and a twentieth of 8,200.
    expect(await quarter()).toEqual({
      shown: [
        ['GPU hours', 'red', 10, 100],
        ['GPU hours', 'blue', 10, 4000],
        ['GPU hours', 'blue', 6, 1200],
        ['GPU hours', 'red', 20, 8000],
        ['Seats', null, 3, 6000],
        ['Seats', null, 3, 6000],
        ['Seats', null, 5, 10000],
        ['Support', null, 10000, 1000],
        ['Support', null, 8200, 410],
        ['Onboarding', null, 1, 5000],
        ['GPU credits conversion', null, 100, 5000],
      ],
      total: 4000 + 1200 + 8000 + 22000 + 1410 + 5000 + 5000,
    })
  })
})
