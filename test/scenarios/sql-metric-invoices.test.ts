import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDeals } from '../support/deals.ts'
import { startTestService, type TestService } from '../support/service.ts'

const priceChange = [{ price: 10 }, { price: 20, from: '2024-08-15T00:00:00Z' }]
const sum = { sql: 'SELECT sum(properties.n) AS value FROM events' }
const average = { sql: 'SELECT avg(properties.n) AS value FROM events' }
/** Of each day with usage the highest; of those the average. Its states cannot be merged. */
const averageOfDailyMaxima = {
  sql: `SELECT avg(highest) AS value FROM (
    SELECT date_trunc('day', timestamp) AS day, max(properties.n) AS highest FROM events GROUP BY day)`,
}
/** The plan that each user has at last gets all of their events. */
const PLANS = `SELECT latest(properties.plan) AS plan, count(*) AS value FROM events GROUP BY properties.user`

describe('draft invoices of SQL metrics', () => {
  let service: TestService
  let { sign, send, invoices, lines } = {} as ReturnType<typeof openDeals>

  beforeAll(async () => {
    service = await startTestService()
    ;({ sign, send, invoices, lines } = openDeals(service))
    await service.setClock('2024-08-20T00:00:00Z')
  })
  afterAll(() => service.stop())

  const groupedLines = async (customerId: string, key: string) =>
    (await invoices(customerId)).flatMap((invoice) =>
      invoice.line_items.map((line) => [
        line.starting_at?.slice(5, 10),
        line.presentation_group_values?.[key],
        line.quantity,
        line.total,
      ]),
    )

  it('bill what each hour adds at its price, unless another granularity is asked for', async () => {
    const usage: [string, object][] = [
      ['2024-08-01T00:00:00Z', { n: '5' }],
      ['2024-08-02T00:00:00Z', { n: '10' }],
      ['2024-08-03T00:00:00Z', { n: 15 }],
    ]
    const hourly = await sign({ metric: sum, rates: priceChange })
    await send(hourly.alias, usage as [string, Record<string, unknown>][])
    // 5 + 10 + 15 = 30 at 10 = 300.
    expect(await lines(hourly.customerId)).toEqual([
      ['08-01', '08-15', 30, 300],
      ['08-15', '09-01', 0, 0],
    ])
    const whole = await sign({
      metric: sum,
      product: { sql_breakdown_granularity: 'SERVICE_PERIOD' },
      rates: priceChange,
    })
    await send(whole.alias, usage as [string, Record<string, unknown>][])
    // All of it at the last instant: 30 at 20 = 600.
    expect(await lines(whole.customerId)).toEqual([
      ['08-01', '08-15', 0, 0],
      ['08-15', '09-01', 30, 600],
    ])
  })

  it.each([
    ['by the hour', sum, {}, 14],
    ['by segment', averageOfDailyMaxima, {}, 7],
    ['at the last instant', sum, { sql_breakdown_granularity: 'SERVICE_PERIOD' }, 14],
  ] as const)(
    'bill %s only what the usage filter of the time admits',
    async (_, metric, product, quantity) => {
      const { alias, customerId, contractId } = await sign({ metric, product, rates: [{ price: 1 }] })
      const filter = (starting_at: string, value: string) =>
        service.sandbox.v1.contracts.setUsageFilter({
          customer_id: customerId,
          contract_id: contractId,
          group_key: 'project',
          group_values: [value],
          starting_at,
        })
      await filter('2024-08-01T00:00:00Z', 'a')
      await filter('2024-08-10T00:00:00Z', 'b')
      await send(alias, [
        ['2024-08-02T00:00:00Z', { n: '10', project: 'a' }],
        ['2024-08-02T00:00:00Z', { n: '700', project: 'b' }],
        ['2024-08-12T00:00:00Z', { n: '300', project: 'a' }],
        ['2024-08-12T00:00:00Z', { n: '4', project: 'b' }],
        ['2024-08-12T00:00:00Z', { n: '5000' }],
      ])
      // 10 of the second, 4 of the twelfth: 14 in all, 7 a day.
      expect(await lines(customerId)).toEqual([['08-01', '09-01', quantity, quantity]])
    },
  )

  it('bill nothing where there is no event, whatever the text makes of none', async () => {
    const { alias, customerId } = await sign({
      metric: { sql: 'SELECT count(*) + 5 AS value FROM events' },
      product: { sql_breakdown_granularity: 'SERVICE_PERIOD' },
      rates: [{ price: 1 }],
    })
    expect(await lines(customerId)).toEqual([['08-01', '09-01', 0, 0]])
    await send(alias, [['2024-08-02T00:00:00Z', {}]])
    // One event and five more.
    expect(await lines(customerId)).toEqual([['08-01', '09-01', 6, 6]])
  })

  it('bill an average by what it rose', async () => {
    const { alias, customerId } = await sign({ metric: average, rates: priceChange })
    await send(alias, [
      ['2024-08-02T00:00:00Z', { n: '4' }],
      ['2024-08-16T00:00:00Z', { n: '6' }],
    ])
    // 4 at 10 = 40; then (4 + 6) / 2 = 5, 1 more at 20 = 20.
    expect(await lines(customerId)).toEqual([
      ['08-01', '08-15', 4, 40],
      ['08-15', '09-01', 1, 20],
    ])
  })

  it('bill a metric of several steps, and take back what it falls', async () => {
    const { alias, customerId } = await sign({ metric: averageOfDailyMaxima, rates: priceChange })
    await send(alias, [
      ['2024-08-02T00:00:00Z', { n: '4' }],
      ['2024-08-02T05:00:00Z', { n: '10' }],
      ['2024-08-03T00:00:00Z', { n: '2' }],
    ])
    // (10 + 2) / 2 = 6 at 10 = 60.
    expect(await lines(customerId)).toEqual([
      ['08-01', '08-15', 6, 60],
      ['08-15', '09-01', 0, 0],
    ])
    await send(alias, [['2024-08-16T00:00:00Z', { n: '0' }]])
    // (10 + 2 + 0) / 3 = 4, 2 fewer at 20 = -40.
    expect(await lines(customerId)).toEqual([
      ['08-01', '08-15', 6, 60],
      ['08-15', '09-01', -2, -40],
    ])
  })

  it('sum the rows of columns that are no group key', async () => {
    const { alias, customerId } = await sign({
      metric: {
        sql: `SELECT properties.user, properties.region, max(properties.n) AS value FROM events GROUP BY user, region`,
      },
      product: { presentation_group_key: ['region'] },
      rates: [{ price: 2 }],
    })
    await send(alias, [
      ['2024-08-02T01:00:00Z', { user: 'a', region: 'eu', n: '1' }],
      ['2024-08-02T03:00:00Z', { user: 'b', region: 'eu', n: '5' }],
      ['2024-08-02T05:00:00Z', { user: 'a', region: 'eu', n: '3' }],
      ['2024-08-02T05:00:00Z', { user: 'a', region: 'us', n: '2.5' }],
      ['2024-08-02T06:00:00Z', { user: 'a', n: '0.25' }],
    ])
    // eu: a's 3 and b's 5 are 8 at 2 = 16. us: 2.5 at 2 = 5. Without a region: 0.25 at 2 = 0.5.
    expect(await groupedLines(customerId, 'region')).toEqual([
      ['08-01', 'eu', 8, 16],
      ['08-01', 'us', 2.5, 5],
      ['08-01', null, 0.25, 0.5],
    ])
  })

  it.each([
    ['as one aggregation', PLANS],
    ['in several steps', `SELECT plan, value FROM (${PLANS}) AS of_users`],
  ])('move usage from group to group as the metric does, %s', async (_, sql) => {
    const { alias, customerId } = await sign({
      metric: { sql },
      product: { presentation_group_key: ['plan'] },
      rates: priceChange,
    })
    await send(alias, [
      ['2024-08-02T00:00:00Z', { user: 'u', plan: 'free' }],
      ['2024-08-02T01:00:00Z', { user: 'u', plan: 'free' }],
      ['2024-08-16T00:00:00Z', { user: 'u', plan: 'pro' }],
    ])
    // 2 of free at 10 = 20, given back at 20 = -40; all 3 are of pro then, at 20 = 60.
    expect(await groupedLines(customerId, 'plan')).toEqual([
      ['08-01', 'free', 2, 20],
      ['08-15', 'free', -2, -40],
      ['08-15', 'pro', 3, 60],
    ])
  })

  it('price by a column of the result', async () => {
    const { alias, customerId } = await sign({
      metric: { sql: 'SELECT properties.size, sum(properties.n) AS value FROM events GROUP BY size' },
      product: { pricing_group_key: ['size'] },
      rates: [
        { price: 1, values: { size: 's' } },
        { price: 7, values: { size: 'l' } },
      ],
    })
    await send(alias, [
      ['2024-08-02T00:00:00Z', { size: 's', n: '12' }],
      ['2024-08-02T00:00:00Z', { size: 'l', n: '0.1' }],
    ])
    // 0.1 at 7 = 0.7; 12 at 1 = 12.
    expect(await lines(customerId)).toEqual([
      ['08-01', '09-01', 0.1, 0.7],
      ['08-01', '09-01', 12, 12],
    ])
  })

  it('have a line of nothing where there is no usage, whatever the metric makes of nothing', async () => {
    for (const sql of ['SELECT count(*) + 5 AS value FROM events', averageOfDailyMaxima.sql]) {
      const { customerId } = await sign({ metric: { sql }, rates: [{ price: 2 }] })
      expect(await lines(customerId)).toEqual([['08-01', '09-01', 0, 0]])
    }
  })

  it('bill SQL and streaming metrics beside each other', async () => {
    const { v1 } = service.sandbox
    const { alias, customerId, rateCardId } = await sign({ metric: sum, rates: [{ price: 1 }] })
    const metric = await v1.billableMetrics.create({ name: 'Beside', aggregation_type: 'COUNT' })
    const product = await v1.contracts.products.create({
      name: 'Beside',
      type: 'USAGE',
      billable_metric_id: metric.data.id,
    })
    await v1.contracts.rateCards.rates.add({
      rate_card_id: rateCardId,
      product_id: product.data.id,
      entitled: true,
      rate_type: 'FLAT',
      price: 100,
      starting_at: '2024-01-01T00:00:00.000Z',
    })
    await send(alias, [
      ['2024-08-02T00:00:00Z', { n: '0.5' }],
      ['2024-08-03T00:00:00Z', { n: '0.25' }],
    ])
    // 0.75 at 1 = 0.75; 2 events at 100 = 200.
    expect(await lines(customerId)).toEqual([
      ['08-01', '09-01', 0.75, 0.75],
      ['08-01', '09-01', 2, 200],
    ])
  })

  it('do not fail on events that the metric leaves out', async () => {
    const { alias, customerId } = await sign({
      metric: {
        sql: "SELECT sum(power(properties.n, 3)) AS value FROM events WHERE properties.kind = 'small'",
      },
      rates: [{ price: 1 }],
    })
    await send(alias, [
      ['2024-08-02T00:00:00Z', { kind: 'small', n: '2' }],
      ['2024-08-02T00:00:00Z', { kind: 'large', n: '9'.repeat(38) }],
    ])
    // 2 × 2 × 2 = 8.
    expect(await lines(customerId)).toEqual([['08-01', '09-01', 8, 8]])
  })

  it('are refused, and not of nothing, where a quantity is too large', async () => {
    const { alias, customerId } = await sign({
      metric: { sql: 'SELECT sum(properties.n) * 1000 AS value FROM events' },
      rates: [{ price: 1 }],
    })
    await send(alias, [['2024-08-02T00:00:00Z', { n: '9'.repeat(38) }]])
    const answer = await service.request('GET', `/v1/customers/${customerId}/invoices`)
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ message: expect.stringContaining('38 digits') })
  })
})
