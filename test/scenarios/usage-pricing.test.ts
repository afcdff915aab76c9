import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'

type PriceBook = ReturnType<typeof openPriceBook>

const TIERS = (...prices: [number, number, number]) => ({
  rate_type: 'TIERED' as const,
  tiers: [{ size: 100, price: prices[0] }, { size: 100, price: prices[1] }, { price: prices[2] }],
})
const FLAT = (price: number) => ({ rate_type: 'FLAT' as const, price })

describe('usage under a contract', () => {
  let service: TestService
  let book = {} as PriceBook

  beforeAll(async () => {
    service = await startTestService()
    book = openPriceBook(service)
    await service.setClock('2024-08-20T00:00:00Z')
  })
  afterAll(() => service.stop())

  it('goes on in the tier it has reached where the price changes, and is taken back from the highest', async () => {
    const product = await book.sumProduct()
    const card = await book.card([
      [product, TIERS(10, 8, 5)],
      [product, { ...TIERS(20, 16, 10), starting_at: '2024-08-10T00:00:00Z' }],
      [product, { ...TIERS(30, 24, 15), starting_at: '2024-08-15T00:00:00Z' }],
    ])
    const { alias, customerId } = await book.sign(card)
    await book.use(alias, [
      ['2024-08-02T00:00:00Z', 60],
      ['2024-08-12T00:00:00Z', 90],
      ['2024-08-16T00:00:00Z', -80],
    ])
    // 60 in the first tier; then 60 to 150: 40 of the first at 20, 50 of the second at 16; then 150 to 70 at the
    // prices of then: 50 of the second at 24, 30 of the first at 30.
    expect(await book.bill(customerId)).toEqual([
      ['08-01', '08-10', 60, 10, 600],
      ['08-10', '08-15', 40, 20, 800],
      ['08-10', '08-15', 50, 16, 800],
      ['08-15', '09-01', -30, 30, -900],
      ['08-15', '09-01', -50, 24, -1200],
    ])
    const invoice = await book.usageInvoice(customerId)
    expect(invoice.line_items[2]?.tier).toEqual({ level: 2, starting_at: '100', size: '100' })
    // 600 + 800 + 800 - 1200 - 900.
    expect(invoice.total).toBe(100)
  })

  it('has tiers of its own for each region and team, and is not billed where no rate is for the region', async () => {
    const product = await book.sumProduct({ pricing_group_key: ['region'], presentation_group_key: ['team'] })
    const card = await book.card([
      [product, { ...TIERS(10, 8, 5), pricing_group_values: { region: 'eu' } }],
      [product, { ...FLAT(3), pricing_group_values: { region: 'us' } }],
    ])
    const { alias, customerId } = await book.sign(card)
    await book.use(alias, [
      ['2024-08-02T00:00:00Z', 150, { region: 'eu', team: 'red' }],
      ['2024-08-03T00:00:00Z', 50, { region: 'eu', team: 'blue' }],
      ['2024-08-04T00:00:00Z', 7, { region: 'us', team: 'red' }],
      ['2024-08-05T00:00:00Z', 1000, { region: 'ap', team: 'red' }],
    ])
    const { line_items: lines, total } = await book.usageInvoice(customerId)
    expect(
      lines.map((line) => [
        line.pricing_group_values?.['region'],
        line.presentation_group_values?.['team'],
        line.quantity,
        line.total,
      ]),
    ).toEqual([
      ['eu', 'blue', 50, 500],
      ['eu', 'red', 100, 1000],
      ['eu', 'red', 50, 400],
      ['us', 'red', 7, 21],
    ])
    expect(total).toBe(1921)
  })

  it('is converted, then rounded, then priced with the override, tier by tier', async () => {
    const product = await book.sumProduct({
      quantity_conversion: { conversion_factor: 1000, operation: 'DIVIDE' },
      quantity_rounding: { rounding_method: 'ROUND_UP', decimal_places: 0 },
    })
    const tiers = [{ size: 2, price: 10 }, { price: 6 }]
    const card = await book.card([[product, { rate_type: 'TIERED', tiers }]])
    const { alias, customerId } = await book.sign(card, {
      overrides: [
        { starting_at: '2024-08-01T00:00:00Z', type: 'MULTIPLIER', multiplier: 0.5, product_id: product },
      ],
    })
    await book.use(alias, [['2024-08-02T00:00:00Z', 2450]])
    // 2450 / 1000 = 2.45, up to 3: two at half of 10, one at half of 6.
    expect(await book.bill(customerId)).toEqual([
      ['08-01', '09-01', 2, 5, 10],
      ['08-01', '09-01', 1, 3, 3],
    ])
  })

  describe('with overrides', () => {
    it('is billed by the lowest multiplier, by an overwrite before any, and not at all without entitlement', async () => {
      const product = await book.sumProduct()
      const card = await book.card([[product, FLAT(10)]])
      const at = (starting_at: string) => ({ starting_at, product_id: product })
      const { alias, customerId, contractId } = await book.sign(card, {
        overrides: [
          { ...at('2024-08-01T00:00:00Z'), type: 'MULTIPLIER', multiplier: 0.9 },
          { ...at('2024-08-01T00:00:00Z'), type: 'MULTIPLIER', multiplier: 0.8 },
          {
            ...at('2024-08-10T00:00:00Z'),
            type: 'OVERWRITE',
            overwrite_rate: { rate_type: 'FLAT', price: 7 },
          },
          { ...at('2024-08-15T00:00:00Z'), entitled: false },
        ],
      })
      await book.use(alias, [
        ['2024-08-02T00:00:00Z', 10],
        ['2024-08-11T00:00:00Z', 5],
        ['2024-08-16T00:00:00Z', 3],
      ])
      expect(await book.bill(customerId)).toEqual([
        ['08-01', '08-10', 10, 8, 80],
        ['08-10', '08-15', 5, 7, 35],
      ])
      const answer = await service.request('POST', `/ext/contracts/${contractId}/price-check`, {
        body: { product_id: product, at: '2024-08-12T00:00:00Z' },
      })
      expect(answer.status, answer.text).toBe(200)
      expect(answer.body).toMatchObject({
        data: {
          entitled: true,
          list_rate: { rate_type: 'FLAT', price: 10 },
          rate: { rate_type: 'FLAT', price: 7 },
          rates: [{ verdict: 'WINS' }],
          overrides: [
            { type: 'MULTIPLIER', verdict: 'BEATEN_BY_OVERWRITE' },
            { type: 'MULTIPLIER', verdict: 'BEATEN_BY_OVERWRITE' },
            { type: 'OVERWRITE', verdict: 'WINS' },
            { verdict: 'NOT_IN_FORCE' },
          ],
        },
      })
    })

    it('is billed by the override with the lowest number where priorities are explicit, also in tiers', async () => {
      const product = await book.sumProduct()
      const card = await book.card([[product, FLAT(10)]])
      const from = { starting_at: '2024-08-01T00:00:00Z', product_id: product }
      const tiers = [{ size: 10, multiplier: 1 }, { multiplier: 0.5 }]
      const { alias, customerId } = await book.sign(card, {
        multiplier_override_prioritization: 'EXPLICIT',
        overrides: [
          { ...from, type: 'MULTIPLIER', multiplier: 0.1, priority: 2 },
          { ...from, type: 'TIERED', tiers, priority: 1 },
        ],
      })
      await book.use(alias, [['2024-08-02T00:00:00Z', 25]])
      // Ten at the whole price, fifteen at half of it.
      expect(await book.bill(customerId)).toEqual([
        ['08-01', '09-01', 10, 10, 100],
        ['08-01', '09-01', 15, 5, 75],
      ])
    })

    it('is billed by an overwrite where the card has no rate for it', async () => {
      const [named, specified, other] = [
        await book.sumProduct(),
        await book.sumProduct(),
        await book.sumProduct(),
      ]
      const overwrite = (price: number, target: object) => ({
        starting_at: '2024-08-01T00:00:00Z',
        type: 'OVERWRITE' as const,
        overwrite_rate: FLAT(price),
        ...target,
      })
      const { alias, customerId } = await book.sign(await book.card([[other, FLAT(1)]]), {
        overrides: [
          overwrite(7, { product_id: named }),
          overwrite(3, { override_specifiers: [{ product_id: specified }] }),
        ],
      })
      await book.use(alias, [['2024-08-02T00:00:00Z', 10]])
      // What is on the card comes first, then the others in the order they were made.
      expect(await book.bill(customerId)).toEqual([
        ['08-01', '09-01', 10, 1, 10],
        ['08-01', '09-01', 10, 7, 70],
        ['08-01', '09-01', 10, 3, 30],
      ])
    })

    it('is billed by an override for its team alone', async () => {
      const product = await book.sumProduct({ presentation_group_key: ['team'], tags: ['ai'] })
      const card = await book.card([[product, FLAT(10)]])
      const { alias, customerId } = await book.sign(card, {
        overrides: [
          {
            starting_at: '2024-08-01T00:00:00Z',
            type: 'MULTIPLIER',
            multiplier: 0.5,
            override_specifiers: [{ product_tags: ['ai'], presentation_group_values: { team: 'red' } }],
          },
        ],
      })
      await book.use(alias, [
        ['2024-08-02T00:00:00Z', 10, { team: 'red' }],
        ['2024-08-02T00:00:00Z', 10, { team: 'blue' }],
      ])
      expect(await book.bill(customerId)).toEqual([
        ['08-01', '09-01', 10, 10, 100],
        ['08-01', '09-01', 10, 5, 50],
      ])
    })
  })

  describe('of a product that changes within the period', () => {
    it('is measured by what each version grew while it held', async () => {
      const product = await book.sumProduct({ name: 'Tokens' })
      const card = await book.card([[product, FLAT(1)]])
      const { alias, customerId } = await book.sign(card)
      await book.use(alias, [
        ['2024-08-02T00:00:00Z', 100],
        ['2024-08-12T00:00:00Z', 100],
      ])
      await service.sandbox.v1.contracts.products.update({
        product_id: product,
        starting_at: '2024-08-10T00:00:00Z',
        name: 'Tens of tokens',
        quantity_conversion: { conversion_factor: 10, operation: 'DIVIDE' },
      })
      // 100 until then; in tens it had been 10, and is 20 at the end.
      const { line_items: lines } = await book.usageInvoice(customerId)
      expect(lines.map(({ name, quantity, total }) => [name, quantity, total])).toEqual([
        ['Tokens', 100, 100],
        ['Tens of tokens', 10, 10],
      ])
    })

    it('is measured by the new metric from there on', async () => {
      const product = await book.sumProduct()
      const card = await book.card([[product, FLAT(1)]])
      const { alias, customerId } = await book.sign(card)
      await book.use(alias, [
        ['2024-08-02T00:00:00Z', 50],
        ['2024-08-12T00:00:00Z', 70],
        ['2024-08-13T00:00:00Z', 80],
      ])
      await service.sandbox.v1.contracts.products.update({
        product_id: product,
        starting_at: '2024-08-10T00:00:00Z',
        billable_metric_id: await book.metric('COUNT'),
      })
      expect(await book.bill(customerId)).toEqual([
        ['08-01', '08-10', 50, 1, 50],
        ['08-10', '09-01', 2, 1, 2],
      ])
    })
  })

  it('goes to the contract whose usage filter admits it, at the time it happened', async () => {
    const metric = await book.metric('SUM', ['project'])
    const product = await book.product({ type: 'USAGE', billable_metric_id: metric })
    const card = await book.card([[product, FLAT(1)]])
    const { alias, customerId, contractId } = await book.sign(card, {
      usage_filter: { group_key: 'project', group_values: ['a'] },
    })
    const other = await book.signFor(customerId, {
      rate_card_id: card,
      usage_filter: { group_key: 'project', group_values: ['b'] },
    })
    await service.sandbox.v1.contracts.setUsageFilter({
      customer_id: customerId,
      contract_id: contractId,
      group_key: 'project',
      group_values: ['b', 'c'],
      starting_at: '2024-08-10T00:00:00Z',
    })
    await book.use(alias, [
      ['2024-08-02T00:00:00Z', 10, { project: 'a' }],
      ['2024-08-02T00:00:00Z', 7, { project: 'b' }],
      ['2024-08-12T00:00:00Z', 3, { project: 'a' }],
      ['2024-08-12T00:00:00Z', 4, { project: 'b' }],
    ])
    const totals = (await book.invoices(customerId)).map(({ contract_id: id, total }) => [id, total])
    // The first has a before the tenth and b after it: 10 + 4; the other has b throughout: 7 + 4.
    expect(new Map(totals as [string, number][])).toEqual(
      new Map([
        [contractId, 14],
        [other, 11],
      ]),
    )
  })

  it('takes one warehouse query, however many products, groups, rates, overrides and versions there are', async () => {
    const sendAndCount = async (productCount: number, rateCount: number, teams: string[]) => {
      const rates = []
      for (let number = 0; number < productCount; number += 1) {
        const product = await book.sumProduct({ presentation_group_key: ['team'] })
        for (let change = 1; change < rateCount; change += 4) {
          await service.sandbox.v1.contracts.products.update({
            product_id: product,
            name: `Version ${change}`,
            starting_at: new Date(Date.UTC(2024, 7, 1 + change, 12)).toISOString(),
          })
        }
        for (let rate = 0; rate < rateCount; rate += 1) {
          const starting_at = new Date(Date.UTC(2024, 7, 1 + rate)).toISOString()
          rates.push([product, { ...FLAT(1), starting_at }] as const)
        }
      }
      const { alias, customerId } = await book.sign(await book.card(rates), {
        overrides: [
          {
            starting_at: '2024-08-06T00:00:00Z',
            type: 'MULTIPLIER',
            multiplier: 0.5,
            applicable_product_tags: ['x'],
          },
        ],
      })
      await book.use(
        alias,
        teams.map((team, index) => [`2024-08-${12 + index}T00:00:00Z`, 1, { team }]),
      )
      const asked = vi.spyOn(service.warehouse('sandbox'), 'run')
      const { total } = await book.usageInvoice(customerId)
      const names = asked.mock.calls.map(([query]) => query.name)
      asked.mockRestore()
      return { names, total }
    }
    const names = ['invoices/quantities']
    expect(await sendAndCount(1, 1, ['red'])).toEqual({ names, total: 1 })
    // Four products, each with what five teams used, at ten rates and in four versions.
    expect(await sendAndCount(4, 10, ['a', 'b', 'c', 'd', 'e'])).toEqual({ names, total: 20 })
  })

  it('keeps the ids of its lines, and gives the same bill, however often it is computed', async () => {
    const product = await book.sumProduct({ presentation_group_key: ['team'] })
    const card = await book.card([[product, TIERS(10, 8, 5)]])
    const { alias, customerId } = await book.sign(card)
    await book.use(alias, [['2024-08-02T00:00:00Z', 150, { team: 'red' }]])
    const first = await book.usageInvoice(customerId)
    expect(await book.usageInvoice(customerId)).toEqual(first)
    const ids = first.line_items.map((line) => (line as unknown as { id: string }).id)
    expect(new Set(ids).size).toBe(2)
  })
})
