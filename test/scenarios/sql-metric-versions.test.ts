import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { USD_CENTS_ID } from '../../src/catalog/pricing-units/get.ts'
import { openDeals } from '../support/deals.ts'
import { recount } from '../support/explained.ts'
import { startTestService, type TestService } from '../support/service.ts'

const sum = { sql: 'SELECT sum(properties.n) AS value FROM events' }

describe('products on SQL metrics that change within a billing period', () => {
  let service: TestService
  let { sign, send, invoices, lines } = {} as ReturnType<typeof openDeals>

  beforeAll(async () => {
    service = await startTestService()
    ;({ sign, send, invoices, lines } = openDeals(service))
    await service.setClock('2024-08-20T00:00:00Z')
  })
  afterAll(() => service.stop())

  it.each([
    ['HOUR', 'HOUR', 8],
    ['HOUR', 'SERVICE_PERIOD', 16],
    ['SERVICE_PERIOD', 'HOUR', 8],
    ['SERVICE_PERIOD', 'SERVICE_PERIOD', 16],
  ] as const)(
    'bill of a metric by %s what it came to until another took its place, and of that by %s what it grew since',
    async (before, after, grown) => {
      const { v1 } = service.sandbox
      const { alias, customerId, productId } = await sign({
        metric: sum,
        product: { sql_breakdown_granularity: before },
        rates: [{ price: 1 }, { price: 2, from: '2024-08-25T00:00:00Z' }],
      })
      await send(alias, [
        ['2024-08-02T00:00:00Z', { n: '10' }],
        ['2024-08-20T00:00:00Z', { n: '4' }],
      ])
      const doubled = { name: 'Doubled', sql: 'SELECT 2 * sum(properties.n) AS value FROM events' }
      await v1.contracts.products.update({
        product_id: productId,
        starting_at: '2024-08-15T00:00:00Z',
        billable_metric_id: (await v1.billableMetrics.create(doubled)).data.id,
        sql_breakdown_granularity: after,
      })
      // 10; then 2 * (10 + 4) - 2 * 10 = 8, at 1 by the hour and at 2 at the last instant.
      const rise =
        after === 'HOUR'
          ? [
              ['08-15', '08-25', 8, 8],
              ['08-25', '09-01', 0, 0],
            ]
          : [
              ['08-15', '08-25', 0, 0],
              ['08-25', '09-01', 8, 16],
            ]
      expect(await lines(customerId)).toEqual([['08-01', '08-15', 10, 10], ...rise])
      const [draft] = await invoices(customerId)
      const { lines: recounted } = await recount(service, draft?.id ?? '')
      expect(recounted.map(({ counted }) => Number(counted))).toEqual([
        10,
        ...rise.map(([, , quantity]) => quantity),
      ])
      const body = { customer_ids: [customerId], as_of: '2024-09-02T00:00:00Z', dry_run: true }
      const batch = await service.request('POST', '/ext/invoices/generate', { body })
      expect(batch.body).toMatchObject({ data: { totals: [{ total: 10 + grown }] } })
    },
  )

  it('bill all of a metric by SERVICE_PERIOD at the last instant, also where its product got another name before', async () => {
    const { v1 } = service.sandbox
    const { alias, customerId, productId } = await sign({
      metric: sum,
      product: { sql_breakdown_granularity: 'SERVICE_PERIOD' },
      rates: [{ price: 1 }, { price: 2, from: '2024-08-25T00:00:00Z' }],
    })
    await send(alias, [['2024-08-02T00:00:00Z', { n: '10' }]])
    const renamed = { product_id: productId, starting_at: '2024-08-15T00:00:00Z', name: 'Renamed' }
    await v1.contracts.products.update(renamed)
    expect(await lines(customerId)).toEqual([
      ['08-01', '08-25', 0, 0],
      ['08-25', '09-01', 10, 20],
    ])
    const [draft] = await invoices(customerId)
    expect(draft?.line_items.map(({ name }) => name)).toEqual(['Renamed', 'Renamed'])
    const { lines: recounted } = await recount(service, draft?.id ?? '')
    expect(recounted.map(({ counted }) => Number(counted))).toEqual([0, 10])
  })

  it('import what was metered elsewhere by what its product was at the time that it is given for', async () => {
    const { v1 } = service.sandbox
    const { customerId, contractId, productId } = await sign({
      metric: {
        sql: 'SELECT sum(properties.n) AS value, properties.region, properties.team FROM events GROUP BY 2, 3',
      },
      product: { sql_breakdown_granularity: 'SERVICE_PERIOD', presentation_group_key: ['region'] },
      rates: [{ price: 10 }],
    })
    const isHalf = { override_specifiers: [{ product_tags: ['half'] }], multiplier: 0.5 }
    await service.sandbox.v2.contracts.edit({
      customer_id: customerId,
      contract_id: contractId,
      add_overrides: [{ type: 'MULTIPLIER', starting_at: '2024-08-01T00:00:00Z', ...isHalf }],
    })
    await v1.contracts.products.update({
      product_id: productId,
      starting_at: '2024-08-15T00:00:00Z',
      name: 'Renamed',
      tags: ['half'],
      presentation_group_key: ['team'],
    })
    const usage = (from: string, to: string, quantity: number, groups: Record<string, string>) => ({
      product_id: productId,
      inclusive_start_date: from,
      exclusive_end_date: to,
      quantity,
      presentation_group_values: groups,
    })
    const [start, change, end] = ['2024-08-01T00:00:00Z', '2024-08-15T00:00:00Z', '2024-08-20T00:00:00Z']
    const imported = await v1.contracts.createHistoricalInvoices({
      preview: true,
      invoices: [
        {
          customer_id: customerId,
          contract_id: contractId,
          credit_type_id: USD_CENTS_ID,
          inclusive_start_date: start,
          exclusive_end_date: end,
          issue_date: end,
          usage_line_items: [usage(start, change, 3, { region: 'eu' }), usage(change, end, 4, { team: 'a' })],
        },
      ],
    })
    // 3 at 10, and 4 at half of that.
    expect(imported.data.map(({ line_items }) => line_items.map(({ total }) => total))).toEqual([[30, 20]])
  })
})
