import { z } from 'zod'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Sql } from '../../src/kernel/sql.ts'
import { openPriceBook, shown } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'

const countOfEvents = {
  name: 'test',
  row: z.object({ events: z.string().transform(Number) }),
  compose: () => new Sql('SELECT count() AS events FROM events'),
}

type Params = Parameters<TestService['sandbox']['v1']['customers']['previewEvents']>[0]

describe('previews of events', () => {
  let service: TestService
  let book: ReturnType<typeof openPriceBook>

  beforeAll(async () => {
    service = await startTestService()
    book = openPriceBook(service)
    await service.setClock('2024-08-20T00:00:00Z')
  })
  afterAll(() => service.stop())

  const preview = async (customerId: string, params: Omit<Params, 'customer_id'>) => {
    const { data } = await service.sandbox.v1.customers.previewEvents({ customer_id: customerId, ...params })
    return data
  }
  const event = (n: number | string, changes: object = {}) => ({
    event_type: 'usage',
    properties: { n, team: 'red' },
    ...changes,
  })

  it('shows the drafts as if these events were the only ones, or with what is stored, and stores nothing', async () => {
    const sum = await book.metric('SUM', ['team'])
    const byTeam = await book.product({
      type: 'USAGE',
      billable_metric_id: sum,
      presentation_group_key: ['team'],
    })
    const latest = await book.product({ type: 'USAGE', billable_metric_id: await book.metric('LATEST') })
    const definition = {
      name: 'Counted from its creation on',
      aggregation_type: 'COUNT' as const,
      event_type_filter: { in_values: ['usage'] },
      applies_from: 'creation',
    }
    const fromNowOn = await service.sandbox.v1.billableMetrics.create(definition)
    const counted = await book.product({ type: 'USAGE', billable_metric_id: fromNowOn.data.id })
    const average = await service.sandbox.v1.billableMetrics.create({
      name: 'Average',
      sql: "SELECT avg(properties.n) AS value FROM events WHERE event_type = 'usage'",
    })
    const averaged = await book.product({ type: 'USAGE', billable_metric_id: average.data.id })
    const prices = [byTeam, latest, counted, averaged].map((id, place) => {
      return [id, { rate_type: 'FLAT' as const, price: 10 ** place }] as const
    })
    const card = await book.card(prices)
    const { alias, customerId } = await book.sign(card)
    await book.use(alias, [['2024-08-05T00:00:00Z', 8, { team: 'blue' }]])
    const before = await book.bill(customerId)

    // Their sum is 6, the latest 2, there are two, and their average is 3.
    const events = [event(4, { timestamp: '2024-08-06T00:00:00Z' }), event('2')]
    const [replaced, ...others] = await preview(customerId, { events })
    expect(others).toEqual([])
    expect([replaced?.status, replaced?.type]).toEqual(['DRAFT', 'USAGE'])
    expect(replaced?.line_items.map((line) => shown(line).slice(2))).toEqual([
      [6, 1, 6],
      [2, 10, 20],
      [2, 100, 200],
      [3, 1000, 3000],
    ])
    // With the stored 8 the latest is the same, there are three, and 14 is their sum.
    const [merged] = await preview(customerId, { events, mode: 'merge' })
    expect(merged?.line_items.map((line) => shown(line).slice(2)).slice(0, 4)).toEqual([
      [8, 1, 8],
      [6, 1, 6],
      [2, 10, 20],
      [3, 100, 300],
    ])
    // 14 / 3, cut off at 20 digits.
    expect(merged?.line_items[4]?.quantity).toBeCloseTo(14 / 3, 12)
    expect(await book.bill(customerId)).toEqual(before)
    const [empty] = await preview(customerId, { events: [], skip_zero_qty_line_items: true })
    expect([empty?.line_items, empty?.total]).toEqual([[], 0])
    const found = await service.warehouse('sandbox').run(countOfEvents, {})
    expect(found).toEqual([{ events: 1 }])
  })

  it('counts an event that is stored already once, and refuses an id that is given twice', async () => {
    const units = await book.sumProduct()
    const card = await book.card([[units, { rate_type: 'FLAT', price: 1 }]])
    const { alias, customerId } = await book.sign(card)
    await service.sandbox.v1.usage.ingest({
      usage: [
        { ...event(5), transaction_id: 'known', customer_id: alias, timestamp: '2024-08-19T00:00:00Z' },
      ],
    })
    const events = [event(5, { transaction_id: 'known' }), event(2, { transaction_id: 'new' })]
    const totals = async (mode: 'merge' | 'replace') =>
      (await preview(customerId, { events, mode })).map(({ total }) => total)
    expect(await totals('merge')).toEqual([7])
    expect(await totals('replace')).toEqual([7])
    const [known] = events
    if (known === undefined) throw new Error('there is no event')
    const refusals = await Promise.all(
      [
        { events: [known, event(1), known] },
        { events: [], mode: 'merge' },
        { events: [event(1, { timestamp: '2024-07-01T00:00:00Z' })] },
        { events: Array.from({ length: 101 }, () => event(1)) },
        { events: [event(1), event('x'.repeat(60_001))] },
      ].map((body) => service.request('POST', `/v1/customers/${customerId}/previewEvents`, { body })),
    )
    expect(refusals.map(({ status, body }) => [status, (body as { message: string }).message])).toEqual([
      [400, 'events.2: transaction_id: event 0 of this request has it too'],
      [400, 'events: expected at least one to merge'],
      [400, 'events.0: timestamp: more than 34 days in the past'],
      [400, 'events: expected at most 100'],
      [400, 'events.1: properties: more than 60,000 bytes in a preview'],
    ])
  })

  it('shows every contract, or one, each with the events that its usage filter admits', async () => {
    const units = await book.sumProduct({ presentation_group_key: ['team'] })
    const card = await book.card([[units, { rate_type: 'FLAT', price: 1 }]])
    const filter = (team: string) => ({
      usage_filter: { group_key: 'team', group_values: [team], starting_at: '2024-08-01T00:00:00Z' },
    })
    const { customerId } = await book.sign(card, filter('red'))
    const blue = await book.signFor(customerId, { rate_card_id: card, ...filter('blue') })
    const events = [event(3), event(4, { properties: { n: 4, team: 'blue' } })]
    expect((await preview(customerId, { events })).map(({ total }) => total)).toEqual([3, 4])
    const of = (contract: string) => ({ events, contract_id: contract })
    const ofOne = await preview(customerId, of(blue))
    expect(ofOne.map(({ contract_id: id, total }) => [id, total])).toEqual([[blue, 4]])
    const { contractId: ofAnother } = await book.sign(card)
    await expect(preview(customerId, of(ofAnother))).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining(`contract_id: contract ${ofAnother}`) as string,
    })
  })
})
