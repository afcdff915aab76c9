import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'

describe('what a contract charges by subscription', () => {
  let service: TestService
  let book = {} as ReturnType<typeof openPriceBook>

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
      invoice.issued_at?.slice(0, 10),
      invoice.total,
      invoice.line_items.map(({ total }) => total),
    ])
  }

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
      (await service.sandbox.v2.contracts.retrieve({ customer_id: customerId, contract_id: contractId })).data
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
    // August's one when it started, then two more for 11 of 31 days: 2 * 3100 * 11 / 31.
    const ofAugust = [
      ['2024-08-01', 3100, [3100]],
      ['2024-08-21', 2200, [2200]],
    ]
    expect(await scheduled(customerId)).toEqual(ofAugust)
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
    expect(await scheduled(customerId)).toEqual(ofAugust)
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
