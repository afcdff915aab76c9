import { expect, it } from 'vitest'
import { QUERY_LIMITS } from '../../src/warehouse/query-limits.ts'
import { openDeals } from '../support/deals.ts'
import { startTestService } from '../support/service.ts'

const sum = { sql: 'SELECT sum(properties.n) AS value FROM events' }

it('a draft invoice is refused where its SQL goes past a limit', async () => {
  const service = await startTestService({ queryLimits: { ...QUERY_LIMITS, rowsReadMax: 2 } })
  try {
    await service.setClock('2024-08-20T00:00:00Z')
    const { sign, send } = openDeals(service)
    const { alias, customerId } = await sign({ metric: sum, rates: [{ price: 1 }] })
    await send(
      alias,
      Array.from({ length: 3 }, () => ['2024-08-02T00:00:00Z', { n: '1' }]),
    )
    const answer = await service.request('GET', `/v1/customers/${customerId}/invoices`)
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ message: expect.stringContaining('METERHOUSE_SQL_ROWS_READ_MAX') })
  } finally {
    await service.stop()
  }
})

it('a metric past a limit is named with its customer by drafts and by the run, and one within it is billed', async () => {
  const service = await startTestService({ queryLimits: { ...QUERY_LIMITS, resultRowsMax: 3 } })
  try {
    await service.setClock('2024-08-20T00:00:00Z')
    const { v1 } = service.sandbox
    const { sign, send, lines } = openDeals(service)
    const byUser = (kind: string) => ({
      sql: `SELECT properties.user, count(*) AS value FROM events WHERE properties.kind = '${kind}' GROUP BY user`,
    })
    const { alias, customerId, rateCardId } = await sign({
      metric: byUser('chat'),
      product: { presentation_group_key: ['user'] },
      rates: [{ price: 1 }],
    })
    const { data: images } = await v1.billableMetrics.create({ name: 'Images', ...byUser('image') })
    const { data: product } = await v1.contracts.products.create({
      name: 'Images',
      type: 'USAGE',
      billable_metric_id: images.id,
      presentation_group_key: ['user'],
    })
    await v1.contracts.rateCards.rates.add({
      rate_card_id: rateCardId,
      product_id: product.id,
      entitled: true,
      rate_type: 'FLAT',
      price: 10,
      starting_at: '2024-01-01T00:00:00.000Z',
    })
    const use = (kind: string, users: string[]) =>
      send(
        alias,
        users.map((user) => ['2024-08-02T00:00:00Z', { kind, user }]),
      )
    await use('chat', ['ann', 'bob'])
    await use('image', ['ann', 'bob'])
    // Two rows each are within the limit of three, four together are not.
    expect(await lines(customerId)).toEqual([
      ['08-01', '09-01', 1, 1],
      ['08-01', '09-01', 1, 1],
      ['08-01', '09-01', 1, 10],
      ['08-01', '09-01', 1, 10],
    ])

    await use('image', ['cem', 'dan'])
    const reason = `billable metric ${images.id} (Images): its SQL, over the events of customer ${customerId}, gives more than 3 rows (METERHOUSE_SQL_RESULT_ROWS_MAX)`
    const draft = await service.request('GET', `/v1/customers/${customerId}/invoices`)
    expect(draft).toMatchObject({ status: 400, body: { message: reason } })
    const asOf = { as_of: '2024-09-02T00:00:00Z', dry_run: true }
    const run = await service.request('POST', '/ext/invoices/generate', { body: asOf })
    expect(run.body).toMatchObject({
      data: { invoices: 0, failures: [{ customer_id: customerId, reason }] },
    })
  } finally {
    await service.stop()
  }
})
