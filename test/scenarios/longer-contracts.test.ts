import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recount } from '../support/explained.ts'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'

describe('a contract that is made longer once its last invoice is final', () => {
  let service: TestService
  let book: ReturnType<typeof openPriceBook>
  let card: string
  const names = ['Greatest', 'Latest', 'Tiered', 'Whole']

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-09-01T00:00:00Z')
    book = openPriceBook(service)
    const usage = async (name: string, metric: string, more: object = {}) =>
      book.product({ type: 'USAGE', name, billable_metric_id: metric, ...more })
    const sql = 'SELECT sum(properties.n) AS value FROM events'
    const { data: whole } = await service.sandbox.v1.billableMetrics.create({ name: 'Whole', sql })
    const atTen = { rate_type: 'FLAT', price: 10 } as const
    const byModel = await book.sumProduct({ name: 'By model', pricing_group_key: ['model'] })
    const ofWhole = await usage('Whole', whole.id, { sql_breakdown_granularity: 'SERVICE_PERIOD' })
    card = await book.card([
      // What is used is of another model, and matches no rate.
      [byModel, { ...atTen, pricing_group_values: { model: 'gold' } }],
      [await usage('Greatest', await book.metric('MAX')), atTen],
      [await usage('Latest', await book.metric('LATEST')), atTen],
      [
        await usage('Tiered', await book.metric('SUM')),
        { rate_type: 'TIERED', tiers: [{ size: 50, price: 10 }, { price: 1 }] },
      ],
      [ofWhole, atTen],
      [ofWhole, { ...atTen, price: 11, starting_at: '2024-09-15T00:00:00Z' }],
    ])
  })
  afterAll(() => service.stop())

  /** A contract of the first ten days of September, and another until December; each is used, the first made longer. */
  it('goes on counting where the billing period began', async () => {
    const [cut, always] = await Promise.all(
      ['2024-09-11T00:00:00Z', '2024-12-01T00:00:00Z'].map((ending_before) =>
        book.sign(card, { starting_at: '2024-09-01T00:00:00Z', ending_before }),
      ),
    )
    if (cut === undefined || always === undefined) throw new Error('not signed')
    await service.setClock('2024-09-06T00:00:00Z')
    for (const { alias } of [cut, always])
      await book.use(alias, [['2024-09-05T00:00:00Z', 50, { model: 'lead' }]])
    await service.setClock('2024-09-13T00:00:00Z')
    await service.sandbox.v1.contracts.updateEndDate({
      customer_id: cut.customerId,
      contract_id: cut.contractId,
      ending_before: '2024-12-01T00:00:00Z',
    })
    await service.setClock('2024-09-21T00:00:00Z')
    for (const { alias } of [cut, always])
      await book.use(alias, [['2024-09-20T00:00:00Z', 55, { model: 'lead' }]])
    await service.setClock('2024-10-03T00:00:00Z')

    const first = await book.usageInvoice(cut.customerId, '2024-09-01')
    const rest = await book.usageInvoice(cut.customerId, '2024-09-11')
    // 50 of each, at 10; then 5 more of the greatest and the latest, 55 of the second tier at 1, and 55 at 11.
    expect(linesOf(first)).toEqual(names.map((name) => [name, 50, 500]))
    expect(linesOf(rest)).toEqual([
      ['Greatest', 5, 50],
      ['Latest', 5, 50],
      ['Tiered', 55, 55],
      ['Whole', 0, 0],
      ['Whole', 55, 605],
    ])
    const all = await book.usageInvoice(always.customerId, '2024-09-01')
    // The first 50 of the whole were billed as the contract was to end, at 10 and not at 11.
    expect(first.total + rest.total).toBe(all.total - 50)

    expect([await unrated(first.id), await unrated(rest.id)]).toEqual([[50], [55]])
    for (const { id } of [first, rest]) {
      for (const line of (await recount(service, id)).lines) expect(line.counted).toBe(line.quantity)
      const { body } = await service.request('GET', `/ext/invoices/${id}/diff?with=now`)
      expect(body).toMatchObject({ data: { total: { difference: 0 } } })
    }
    expect(await dayTotals(cut.customerId)).toEqual([
      ['2024-09-05', 1500],
      ['2024-09-10', 500],
      ['2024-09-20', 155],
      ['2024-09-30', 605],
    ])
    const late = await service.request('GET', `/ext/customers/${cut.customerId}/late-usage`)
    expect(late.body).toEqual({ data: [], next_page: null })
  })

  /** Fees of the usage: in tiers, with a minimum, and of the fee in tiers. */
  it('goes on in the tiers and the minimum of composites', async () => {
    const units = await book.sumProduct({ name: 'Units' })
    const fee = (name: string, productId: string, more: object = {}) =>
      book.product({ type: 'COMPOSITE', name, composite_product_ids: [productId], ...more })
    const inTiers = await fee('In tiers', units)
    const halfUpTo = (size: number) => ({
      rate_type: 'TIERED_PERCENTAGE' as const,
      tiers: [{ size, price: 0.5 }, { price: 0.1 }],
    })
    const tenth = { rate_type: 'PERCENTAGE', price: 0.1 } as const
    const withFees = await book.card([
      [units, { rate_type: 'FLAT', price: 10 }],
      [inTiers, halfUpTo(500)],
      [await fee('At least 300', units), { ...tenth, minimum_config: { minimum: 300 } }],
      [await fee('Of the fee', inTiers, { include_composite_spend: true }), halfUpTo(200)],
    ])
    const starting_at = '2024-11-01T00:00:00Z'
    const cut = await book.sign(withFees, { starting_at, ending_before: '2024-11-11T00:00:00Z' })
    await service.setClock('2024-11-06T00:00:00Z')
    await book.use(cut.alias, [['2024-11-05T00:00:00Z', 60]])
    await service.setClock('2024-11-13T00:00:00Z')
    await service.sandbox.v1.contracts.updateEndDate({
      customer_id: cut.customerId,
      contract_id: cut.contractId,
      ending_before: '2024-12-01T00:00:00Z',
    })
    await service.setClock('2024-11-21T00:00:00Z')
    await book.use(cut.alias, [['2024-11-20T00:00:00Z', 30]])
    await service.setClock('2024-12-03T00:00:00Z')

    // Half of 500 and a tenth of 100; 60 and what is missing to 300; half of 200 of that fee and a tenth of 60.
    expect(linesOf(await book.usageInvoice(cut.customerId, '2024-11-01'))).toEqual([
      ['Units', 60, 600],
      ['In tiers', 500, 250],
      ['In tiers', 100, 10],
      ['At least 300', 600, 300],
      ['Of the fee', 200, 100],
      ['Of the fee', 60, 6],
    ])
    // A tenth of 300 each, as the first tier and the minimum were reached before; and a tenth of that.
    expect(linesOf(await book.usageInvoice(cut.customerId, '2024-11-11'))).toEqual([
      ['Units', 30, 300],
      ['In tiers', 300, 30],
      ['At least 300', 300, 30],
      ['Of the fee', 30, 3],
    ])
  })

  const linesOf = ({ line_items: lines }: Awaited<ReturnType<typeof book.usageInvoice>>) =>
    lines.map(({ name, quantity, total }) => [name, quantity, total])

  /** The quantities of an invoice that match no rate. */
  async function unrated(id: string) {
    const { body } = await service.request('GET', `/ext/invoices/${id}/unrated`)
    return (body as { data: { quantity: number }[] }).data.map(({ quantity }) => quantity)
  }

  /** What each day of September comes to that comes to something. */
  async function dayTotals(customer_id: string) {
    const days = await Array.fromAsync(
      service.sandbox.v1.customers.invoices.listBreakdowns({
        customer_id,
        window_size: 'DAY',
        starting_on: '2024-09-01T00:00:00Z',
        ending_before: '2024-10-01T00:00:00Z',
        skip_zero_qty_line_items: true,
      }),
    )
    return days.map(({ breakdown_start_timestamp: from, total }) => [from.slice(0, 10), total])
  }
})
