import { beforeAll, expect, it } from 'vitest'
import type { TestService } from '../support/service.ts'

/**
 * The quick start for a language model's tokens: $0.50 a million, shown by user. The customer is made after its first
 * event; the metric applies from its creation, as in that guide. Told to whichever engine the service runs on.
 */
export function languageModelQuickStart(started: () => TestService): void {
  let service: TestService
  let customerId = ''
  let metricId = ''

  const event = (id: string, timestamp: string, userId: string, tokens: number) => ({
    transaction_id: id,
    timestamp,
    customer_id: 'team@example.com',
    event_type: 'language_model',
    properties: { model: 'langModel4', user_id: userId, tokens },
  })

  beforeAll(async () => {
    service = started()
    await service.setClock('2024-08-18T00:00:00Z')
  })

  it('stores an event before there is a customer or a metric for it', async () => {
    await service.sandbox.v1.usage.ingest({
      usage: [event('9995a70e-a2c5-4904-b96d-70de446f420e', '2024-08-01T00:00:00Z', 'johndoe', 1_000_000)],
    })
    const [found] = await service.sandbox.v1.usage.search({
      transactionIds: ['9995a70e-a2c5-4904-b96d-70de446f420e'],
    })
    expect(found).toMatchObject({
      is_duplicate: false,
      customer_id: 'team@example.com',
      properties: { model: 'langModel4', user_id: 'johndoe', tokens: 1_000_000 },
      matched_billable_metrics: [],
    })
    expect(found?.matched_customer).toBeUndefined()
  })

  it('meters events sent after the metric was made', async () => {
    const created = await service.request('POST', '/v1/billable-metrics/create', {
      body: {
        name: 'langModel4',
        event_type_filter: { in_values: ['language_model'] },
        property_filters: [
          { name: 'model', exists: true, in_values: ['langModel4'] },
          { name: 'user_id', exists: true },
          { name: 'tokens', exists: true },
        ],
        aggregation_key: 'tokens',
        aggregation_type: 'SUM',
        group_keys: [['user_id']],
        applies_from: 'creation',
      },
    })
    metricId = (created.body as { data: { id: string } }).data.id
    await service.sandbox.v1.usage.ingest({
      usage: [event('7e28f511-d66c-4517-91ef-a92c108e56de', '2024-08-01T00:00:00Z', 'johndoe', 1_000_000)],
    })
    const found = await service.sandbox.v1.usage.search({
      transactionIds: ['9995a70e-a2c5-4904-b96d-70de446f420e', '7e28f511-d66c-4517-91ef-a92c108e56de'],
    })
    expect(found.map((one) => one.matched_billable_metrics?.map(({ name }) => name))).toEqual([
      [],
      ['langModel4'],
    ])
  })

  it('gives the events to the customer that is made with their alias', async () => {
    const customer = await service.sandbox.v1.customers.create({
      name: 'Example Customer',
      ingest_aliases: ['team@example.com'],
    })
    customerId = customer.data.id
    const [found] = await service.sandbox.v1.usage.search({
      transactionIds: ['7e28f511-d66c-4517-91ef-a92c108e56de'],
    })
    expect(found?.matched_customer).toEqual({ id: customerId, name: 'Example Customer' })
  })

  it('bills the month so far on the contract, a line for each user', async () => {
    const product = await service.sandbox.v1.contracts.products.create({
      name: 'Language Model 4 Tokens (millions)',
      type: 'USAGE',
      billable_metric_id: metricId,
      presentation_group_key: ['user_id'],
      quantity_conversion: { conversion_factor: 1_000_000, operation: 'DIVIDE' },
    })
    const rateCard = await service.sandbox.v1.contracts.rateCards.create({
      name: 'Language Model List Pricing',
      description: 'Prices for all language models.',
    })
    await service.sandbox.v1.contracts.rateCards.rates.add({
      rate_card_id: rateCard.data.id,
      product_id: product.data.id,
      entitled: true,
      rate_type: 'FLAT',
      price: 50,
      starting_at: '2024-01-01T00:00:00.000Z',
    })
    await service.sandbox.v1.contracts.create({
      customer_id: customerId,
      rate_card_id: rateCard.data.id,
      starting_at: '2024-08-01T00:00:00.000Z',
    })
    // 1,000,000 tokens of johndoe / 1,000,000 = 1 at 50 cents.
    expect(await draftLines()).toEqual([{ user: 'johndoe', quantity: 1, price: 50, total: 50 }])
  })

  it('shows more usage on the draft as soon as it is acknowledged', async () => {
    await service.sandbox.v1.usage.ingest({
      usage: [
        event('382a3069-d056-4249-824d-d288b51d7743', '2024-08-15T04:39:20Z', 'johndoe', 1_000_000),
        event('db64bf17-f13d-4c19-89cc-acaf878a42c6', '2024-08-16T19:11:02Z', 'janedoe', 5_500_000),
        event('266339fd-2125-4827-afb7-a395a7f0007f', '2024-08-17T12:51:32Z', 'johndoe', 3_000_000),
      ],
    })
    // janedoe: 5.5 × 50 = 275 cents. johndoe: (1 + 1 + 3) × 50 = 250 cents. Together $5.25.
    expect(await draftLines()).toEqual([
      { user: 'janedoe', quantity: 5.5, price: 50, total: 275 },
      { user: 'johndoe', quantity: 5, price: 50, total: 250 },
    ])
    const [invoice] = await invoices()
    expect(invoice).toMatchObject({
      status: 'DRAFT',
      type: 'USAGE',
      total: 525,
      start_timestamp: '2024-08-01T00:00:00.000Z',
      end_timestamp: '2024-09-01T00:00:00.000Z',
      credit_type: { id: '2714e483-4ff1-48e4-9e25-ac732e8f24f2', name: 'USD (cents)' },
    })
    const retrieved = await service.sandbox.v1.customers.invoices.retrieve({
      customer_id: customerId,
      invoice_id: invoice?.id ?? '',
    })
    expect(retrieved.data).toEqual(invoice)
  })

  it('counts an event that is sent twice once', async () => {
    await service.sandbox.v1.usage.ingest({
      usage: [event('266339fd-2125-4827-afb7-a395a7f0007f', '2024-08-17T13:00:00Z', 'johndoe', 9_000_000)],
    })
    expect((await invoices())[0]?.total).toBe(525)
  })

  it('shows the same usage by day', async () => {
    const days = await Array.fromAsync(
      service.sandbox.v1.usage.list({
        customer_ids: [customerId],
        billable_metrics: [{ id: metricId, group_by: { key: 'user_id' } }],
        window_size: 'DAY',
        starting_on: '2024-08-14T00:00:00Z',
        ending_before: '2024-08-18T00:00:00Z',
      }),
    )
    expect(days.map((day) => [day.start_timestamp.slice(0, 10), day.value, day.groups])).toEqual([
      ['2024-08-14', null, {}],
      ['2024-08-15', 1_000_000, { johndoe: 1_000_000 }],
      ['2024-08-16', 5_500_000, { janedoe: 5_500_000 }],
      ['2024-08-17', 3_000_000, { johndoe: 3_000_000 }],
    ])
  })

  async function invoices() {
    return Array.fromAsync(service.sandbox.v1.customers.invoices.list({ customer_id: customerId }))
  }

  async function draftLines() {
    const [invoice] = await invoices()
    return invoice?.line_items.map((line) => ({
      user: line.presentation_group_values?.['user_id'],
      quantity: line.quantity,
      price: line.unit_price,
      total: line.total,
    }))
  }
}
