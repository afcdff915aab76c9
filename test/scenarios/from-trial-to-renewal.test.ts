import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'

/**
 * One customer's contract through four months: a trial, a discount, a price rise and a renewal. Tokens cost 2 cents each for
 * the first thousand of a month and 1 cent after, and 3 and 2 from April on; support is a tenth of that; a seat is 3,000
 * cents a month, paid in advance.
 */
describe('a contract from its trial to its renewal', () => {
  let service: TestService
  let book: ReturnType<typeof openPriceBook>
  let card: string
  let tokens: string
  let seats: string
  let acme: { alias: string; customerId: string; contractId: string }

  beforeAll(async () => {
    service = await startTestService()
    book = openPriceBook(service)
    await service.setClock('2024-02-05T00:00:00Z')
    tokens = await book.sumProduct({ name: 'Tokens' })
    seats = await book.product({ name: 'Seats', type: 'SUBSCRIPTION' })
    const support = await book.product({
      name: 'Support',
      type: 'COMPOSITE',
      composite_product_ids: [tokens],
    })
    const tiers = (first: number, rest: number) => ({
      rate_type: 'TIERED' as const,
      tiers: [{ size: 1000, price: first }, { price: rest }],
    })
    card = await book.card([
      [tokens, tiers(2, 1)],
      [tokens, { ...tiers(3, 2), starting_at: '2024-04-01T00:00:00Z' }],
      [support, { rate_type: 'PERCENTAGE', price: 0.1 }],
      [seats, { rate_type: 'FLAT', price: 3000, billing_frequency: 'MONTHLY' }],
    ])
    const rounding = { rounding_method: 'HALF_UP' as const, decimal_places: 0 }
    acme = await book.sign(card, {
      starting_at: '2024-02-10T00:00:00Z',
      overrides: [
        {
          product_id: tokens,
          entitled: false,
          starting_at: '2024-02-10T00:00:00Z',
          ending_before: '2024-02-20T00:00:00Z',
        },
        {
          product_id: tokens,
          type: 'MULTIPLIER',
          multiplier: 0.5,
          starting_at: '2024-03-01T00:00:00Z',
          ending_before: '2024-04-01T00:00:00Z',
        },
      ],
      subscriptions: [
        {
          subscription_rate: { product_id: seats, billing_frequency: 'MONTHLY' },
          collection_schedule: 'ADVANCE',
          initial_quantity: 4,
          proration: { is_prorated: true, invoice_behavior: 'BILL_IMMEDIATELY', rounding },
        },
      ],
    })
  })
  afterAll(() => service.stop())

  /** The usage invoice of the period that starts then: its lines by name, quantity, unit price and total. */
  async function lines(start: string, contractId = acme.contractId) {
    const all = await book.invoices(acme.customerId, { type: 'USAGE', contract_id: contractId })
    const invoice = all.find(({ start_timestamp: from }) => from?.startsWith(start))
    const shown = invoice?.line_items.map((line) => [line.name, line.quantity, line.unit_price, line.total])
    return { lines: shown, total: invoice?.total }
  }

  it('charges the seats of the first part of a month when it starts', async () => {
    const [first, ...others] = await book.invoices(acme.customerId)
    // Four seats from 10 February to 1 March: 4 * 3000 * 20 of 29 days is 8,275.86….
    expect([first?.type, first?.issued_at, first?.total]).toEqual([
      'SCHEDULED',
      '2024-02-10T00:00:00.000Z',
      8276,
    ])
    expect(others).toEqual([])
  })

  it('bills nothing of the trial, but counts it in the tiers', async () => {
    await service.setClock('2024-02-25T00:00:00Z')
    await book.use(acme.alias, [
      ['2024-02-12T00:00:00Z', 500],
      ['2024-02-22T00:00:00Z', 700],
    ])
    // 500 were used in the trial, so 500 are left of the first thousand. March's seats are due when February ends.
    expect(await lines('2024-02-10')).toEqual({
      lines: [
        ['Tokens', 500, 2, 1000],
        ['Tokens', 200, 1, 200],
        ['Support', 1200, 0.1, 120],
        ['Seats', 4, 3000, 12000],
      ],
      total: 13320,
    })
  })

  it('starts the tiers anew in March, at half the price, and has fewer seats from April on', async () => {
    await service.setClock('2024-03-20T00:00:00Z')
    await book.use(acme.alias, [['2024-03-05T00:00:00Z', 1500]])
    const { data: contract } = await service.sandbox.v2.contracts.retrieve({
      customer_id: acme.customerId,
      contract_id: acme.contractId,
    })
    await service.sandbox.v2.contracts.edit({
      customer_id: acme.customerId,
      contract_id: acme.contractId,
      update_subscriptions: [
        {
          subscription_id: contract.subscriptions?.[0]?.id ?? '',
          quantity_updates: [{ quantity_delta: -2, starting_at: '2024-03-15T00:00:00Z' }],
        },
      ],
    })
    // A thousand at 1 and five hundred at half a cent, a tenth of 1,250, and two seats.
    expect(await lines('2024-03-01')).toEqual({
      lines: [
        ['Tokens', 1000, 1, 1000],
        ['Tokens', 500, 0.5, 250],
        ['Support', 1250, 0.1, 125],
        ['Seats', 2, 3000, 6000],
      ],
      total: 7375,
    })
  })

  it('has the new price in April, and May only until the contract is renewed', async () => {
    await service.setClock('2024-04-15T00:00:00Z')
    await book.use(acme.alias, [['2024-04-02T00:00:00Z', 1200]])
    const renewal = await book.signFor(acme.customerId, {
      rate_card_id: card,
      starting_at: '2024-05-20T00:00:00Z',
      transition: { type: 'RENEWAL', from_contract_id: acme.contractId },
    })
    // Two seats for 19 of May's 31 days: 3,677.41….
    expect(await lines('2024-04-01')).toEqual({
      lines: [
        ['Tokens', 1000, 3, 3000],
        ['Tokens', 200, 2, 400],
        ['Support', 3400, 0.1, 340],
        ['Seats', 2, 3000, 3677],
      ],
      total: 7417,
    })

    await service.setClock('2024-05-26T00:00:00Z')
    await book.use(acme.alias, [
      ['2024-05-10T00:00:00Z', 100],
      ['2024-05-20T00:00:00Z', 50],
    ])
    // What the old contract billed is final by now, and the new one starts with the hour at which that ended.
    expect(await lines('2024-05-20', renewal)).toEqual({
      lines: [
        ['Tokens', 50, 3, 150],
        ['Support', 150, 0.1, 15],
      ],
      total: 165,
    })
    const { data: contracts } = await service.sandbox.v2.contracts.list({ customer_id: acme.customerId })
    expect(contracts.map(({ id, ending_before: end }) => [id, end])).toEqual([
      [acme.contractId, '2024-05-20T00:00:00.000Z'],
      [renewal, undefined],
    ])
  })
})
