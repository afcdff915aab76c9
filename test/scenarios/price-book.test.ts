import type { RateAddManyParams } from '@metronome/sdk/resources/v1/contracts/rate-cards/rates'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

const USD_CENTS_ID = '2714e483-4ff1-48e4-9e25-ac732e8f24f2'
const JANUARY = '2024-01-01T00:00:00.000Z'
const JULY = '2024-07-01T00:00:00.000Z'

describe('the price book', () => {
  let service: TestService
  let ids: Awaited<ReturnType<typeof makeProducts>>

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-20T00:00:00Z')
    ids = await makeProducts()
  })
  afterAll(() => service.stop())

  const cards = () => service.sandbox.v1.contracts.rateCards

  async function makeProducts() {
    const { v1 } = service.sandbox
    const billable_metric_id = (
      await v1.billableMetrics.create({
        name: 'Tokens',
        aggregation_type: 'COUNT',
        property_filters: [{ name: 'model', exists: true }],
        group_keys: [['model']],
      })
    ).data.id
    const make = async (params: Parameters<typeof v1.contracts.products.create>[0]) =>
      (await v1.contracts.products.create(params)).data.id
    return {
      calls: await make({ name: 'Calls', type: 'USAGE', billable_metric_id, tags: ['usage'] }),
      tokens: await make({ name: 'Tokens', type: 'USAGE', billable_metric_id, pricing_group_key: ['model'] }),
      support: await make({ name: 'Support', type: 'COMPOSITE', composite_tags: ['usage'] }),
      seats: await make({ name: 'Seats', type: 'SUBSCRIPTION' }),
    }
  }

  async function makeUnit(name: string): Promise<{ id: string; name: string }> {
    const { body } = await service.request('POST', '/ext/credit-types', { body: { name } })
    return (body as { data: { id: string; name: string } }).data
  }

  const makeCard = async (params: object = {}) =>
    (await cards().create({ name: 'List prices', ...params })).data.id

  const rate = (product_id: string, more: Partial<RateAddManyParams.Rate> = {}): RateAddManyParams.Rate => ({
    product_id,
    starting_at: JANUARY,
    entitled: true,
    rate_type: 'FLAT',
    ...more,
  })

  describe('custom pricing units', () => {
    it('are made by name, listed as no currencies, and their names are used once', async () => {
      const unit = await makeUnit('Credits')
      const listed = await Array.fromAsync(service.sandbox.v1.pricingUnits.list())
      expect(listed).toContainEqual({ id: unit.id, name: 'Credits', is_currency: false })
      const again = await service.request('POST', '/ext/credit-types', { body: { name: 'Credits' } })
      expect(again.status).toBe(409)
      expect(again.headers.get('x-should-retry')).toBe('false')
    })

    it('are on a card with what they are worth, as exact text', async () => {
      const unit = await makeUnit('Gems')
      const { body } = await service.request('POST', '/v1/contract-pricing/rate-cards/create', {
        text: `{"name": "In gems", "credit_type_conversions":
          [{"custom_credit_type_id": "${unit.id}", "fiat_per_custom_credit": 0.10000000000000000001}]}`,
      })
      const { id } = (body as { data: { id: string } }).data
      expect((await cards().retrieve({ id })).data).toMatchObject({
        fiat_credit_type: { id: USD_CENTS_ID, name: 'USD (cents)' },
        credit_type_conversions: [
          { custom_credit_type: unit, fiat_per_custom_credit: '0.10000000000000000001' },
        ],
      })
      const added = await cards().rates.add({
        rate_card_id: id,
        ...rate(ids.calls, { price: 3, credit_type_id: unit.id }),
      })
      expect(added.data).toEqual({ rate_type: 'FLAT', price: 3, credit_type: unit })
    })

    it('can be added to a card later', async () => {
      const id = await makeCard()
      const { id: custom_credit_type_id } = await makeUnit('Stars')
      await cards().update({
        rate_card_id: id,
        add_credit_type_conversions: [{ custom_credit_type_id, fiat_per_custom_credit: 2 }],
      })
      const { credit_type_conversions: conversions } = (await cards().retrieve({ id })).data
      expect(conversions?.map((one) => one.fiat_per_custom_credit)).toEqual(['2'])
    })
  })

  it('takes rates of every type, and gives them back as they were sent', async () => {
    const rate_card_id = await makeCard()
    const tiers = [{ size: 1000, price: 0.5 }, { price: 0.25 }]
    const prices = [
      { price: 5, commit_rate: { rate_type: 'TIERED', tiers } },
      { rate_type: 'TIERED', tiers },
    ] as const
    const subscription = { rate_type: 'SUBSCRIPTION', price: 900, quantity: 2, is_prorated: true } as const
    await cards().rates.addMany({
      rate_card_id,
      rates: [
        rate(ids.calls, prices[0]),
        rate(ids.tokens, { ...prices[1], pricing_group_values: { model: 'large' } }),
        rate(ids.seats, { price: 2000, billing_frequency: 'MONTHLY' }),
        rate(ids.seats, { ...subscription, billing_frequency: 'WEEKLY' }),
      ],
    })
    const share = { price: 0.1, minimum_config: { minimum: 100 } }
    const added = await service.request('POST', '/v1/contract-pricing/rate-cards/addRate', {
      body: { rate_card_id, ...rate(ids.support, { rate_type: 'PERCENTAGE' }), ...share },
    })
    const credit_type = { id: USD_CENTS_ID, name: 'USD (cents)' }
    expect(added.body).toEqual({ data: { rate_type: 'PERCENTAGE', ...share, credit_type } })

    const rows = await Array.fromAsync(cards().rates.list({ rate_card_id, at: JULY, limit: 2 }))
    const common = { product_custom_fields: {}, starting_at: JANUARY, entitled: true }
    expect(rows).toEqual([
      {
        ...common,
        product_id: ids.calls,
        product_name: 'Calls',
        product_tags: ['usage'],
        rate: { rate_type: 'FLAT', price: 5, credit_type },
        commit_rate: { rate_type: 'TIERED', tiers },
      },
      {
        ...common,
        product_id: ids.tokens,
        product_name: 'Tokens',
        product_tags: [],
        pricing_group_values: { model: 'large' },
        rate: { rate_type: 'TIERED', tiers, pricing_group_values: { model: 'large' }, credit_type },
      },
      {
        ...common,
        product_id: ids.seats,
        product_name: 'Seats',
        product_tags: [],
        billing_frequency: 'MONTHLY',
        rate: { rate_type: 'FLAT', price: 2000, credit_type },
      },
      {
        ...common,
        product_id: ids.seats,
        product_name: 'Seats',
        product_tags: [],
        billing_frequency: 'WEEKLY',
        rate: { ...subscription, credit_type },
      },
      {
        ...common,
        product_id: ids.support,
        product_name: 'Support',
        product_tags: [],
        rate: { rate_type: 'PERCENTAGE', ...share, credit_type },
      },
    ])
    const weekly = cards().rates.list({
      rate_card_id,
      at: JULY,
      selectors: [{ billing_frequency: 'WEEKLY' }],
    })
    expect((await Array.fromAsync(weekly)).map((row) => row.rate.price)).toEqual([900])
  })

  it('refuses custom rates with the reason, and what a rate type does not have by name', async () => {
    const rate_card_id = await makeCard()
    const add = (more: Partial<RateAddManyParams.Rate>) =>
      cards().rates.addMany({ rate_card_id, rates: [rate(ids.calls, { price: 1 }), rate(ids.calls, more)] })
    await expect(add({ rate_type: 'CUSTOM', custom_rate: { base: 1 } })).rejects.toMatchObject({
      status: 400,
      error: {
        message: 'rates.1.rate_type: CUSTOM needs a custom rate processor, and there is none here',
      },
    })
    await expect(add({ price: 1, tiers: [{ price: 1 }] })).rejects.toMatchObject({
      status: 400,
      error: { message: 'rates.1.tiers: cannot be given in a rate of type FLAT' },
    })
    expect(await Array.fromAsync(cards().rates.list({ rate_card_id, at: JULY }))).toEqual([])
  })

  it('shows price changes to come, page by page, in the order of the products', async () => {
    const rate_card_id = await makeCard()
    await cards().rates.addMany({
      rate_card_id,
      rates: [
        rate(ids.calls, { price: 5 }),
        rate(ids.calls, { price: 6, starting_at: JULY }),
        rate(ids.seats, { price: 20, billing_frequency: 'ANNUAL', ending_before: JULY }),
      ],
    })
    await cards().productOrders.set({ rate_card_id, product_order: [ids.seats, ids.calls] })
    const pageOf = (next_page?: string) =>
      cards().retrieveRateSchedule({
        rate_card_id,
        starting_at: '2024-03-01T00:00:00Z',
        limit: 2,
        ...(next_page === undefined ? {} : { next_page }),
      })
    const first = await pageOf()
    const second = await pageOf(first.next_page ?? '')
    expect(second.next_page).toBeNull()
    const rows = [...first.data, ...second.data]
    expect(rows.map((row) => [row.product_name, row.starting_at, row.ending_before, row.rate.price])).toEqual(
      [
        ['Seats', JANUARY, JULY, 20],
        ['Calls', JANUARY, JULY, 5],
        ['Calls', JULY, undefined, 6],
      ],
    )
    await cards().productOrders.update({
      rate_card_id,
      product_moves: [{ product_id: ids.calls, position: 0 }],
    })
    expect((await pageOf()).data.map((row) => row.product_name)).toEqual(['Calls', 'Calls'])
  })

  it('hands an alias from one card to the next at an instant', async () => {
    const old = await makeCard({ aliases: [{ name: 'paygo' }] })
    const next = await makeCard()
    await cards().update({
      rate_card_id: next,
      name: 'Prices from July on',
      description: 'Cheaper calls',
      aliases: [{ name: 'paygo', starting_at: JULY }],
    })
    expect((await cards().retrieve({ id: next })).data).toMatchObject({
      name: 'Prices from July on',
      description: 'Cheaper calls',
      aliases: [{ name: 'paygo', starting_at: JULY }],
    })
    const customer_id = (await service.sandbox.v1.customers.create({ name: 'Acme' })).data.id
    const cardChosenAt = async (starting_at: string) => {
      const { contracts } = service.sandbox.v1
      const { data } = await contracts.create({ customer_id, rate_card_alias: 'paygo', starting_at })
      const contract = await contracts.retrieve({ customer_id, contract_id: data.id })
      return contract.data.current.rate_card_id
    }
    expect(await cardChosenAt('2024-06-01T00:00:00Z')).toBe(old)
    expect(await cardChosenAt(JULY)).toBe(next)
  })
})
