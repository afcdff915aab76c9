import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

/**
 * The API quick start: LLM requests priced by model, shown by user, next to plainly counted API calls.
 * Prices by million tokens: gpt-5 $1.25, gpt-5-mini $0.30; from 16 August gpt-5 is $1.00. Calls: $0.02 each.
 */
describe('LLM requests priced by model, from the metrics to the draft invoice', () => {
  let service: TestService
  let customerId = ''
  const metrics: Record<string, string> = {}
  const products: Record<string, string> = {}

  const llmRequest = (id: string, time: string, model: string, tokens: string, user: string) => ({
    transaction_id: id,
    customer_id: 'cust-42',
    event_type: 'llm_request',
    timestamp: time,
    properties: { model, input_tokens: tokens, user_id: user, provider: 'any' },
  })
  const apiCall = (id: string, time: string) => ({
    transaction_id: id,
    customer_id: 'cust-42',
    event_type: 'api_call',
    timestamp: time,
    properties: { endpoint: '/v1/chat', method: 'POST', response_code: '200' },
  })

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-20T12:00:00Z')
  })
  afterAll(() => service.stop())

  it('creates the billable metrics', async () => {
    const calls = await service.sandbox.v1.billableMetrics.create({
      name: 'API calls',
      aggregation_type: 'COUNT',
      event_type_filter: { in_values: ['api_call'] },
    })
    const tokens = await service.sandbox.v1.billableMetrics.create({
      name: 'Input tokens',
      aggregation_type: 'SUM',
      aggregation_key: 'input_tokens',
      event_type_filter: { in_values: ['llm_request'] },
      property_filters: [
        { name: 'input_tokens', exists: true },
        { name: 'model', exists: true },
        { name: 'user_id', exists: true },
      ],
      group_keys: [['model', 'user_id'], ['model']],
    })
    metrics['calls'] = calls.data.id
    metrics['tokens'] = tokens.data.id
    const listed = await Array.fromAsync(service.sandbox.v1.billableMetrics.list())
    expect(listed.map(({ name }) => name)).toEqual(['API calls', 'Input tokens'])
  })

  it('creates the products', async () => {
    const calls = await service.sandbox.v1.contracts.products.create({
      name: 'API calls',
      type: 'USAGE',
      billable_metric_id: metrics['calls'] ?? '',
    })
    const tokens = await service.sandbox.v1.contracts.products.create({
      name: 'Input tokens (millions)',
      type: 'USAGE',
      billable_metric_id: metrics['tokens'] ?? '',
      pricing_group_key: ['model'],
      presentation_group_key: ['user_id'],
      quantity_conversion: { conversion_factor: 1_000_000, operation: 'DIVIDE' },
    })
    products['calls'] = calls.data.id
    products['tokens'] = tokens.data.id
  })

  it('prices them on a rate card, by model, with a change to come', async () => {
    const card = await service.sandbox.v1.contracts.rateCards.create({
      name: 'Standard',
      aliases: [{ name: 'standard' }],
    })
    const since = { starting_at: '2024-01-01T00:00:00Z', entitled: true, rate_type: 'FLAT' as const }
    const tokens = { product_id: products['tokens'] ?? '', ...since }
    await service.sandbox.v1.contracts.rateCards.rates.addMany({
      rate_card_id: card.data.id,
      rates: [
        { product_id: products['calls'] ?? '', ...since, price: 2 },
        { ...tokens, price: 125, pricing_group_values: { model: 'gpt-5' } },
        { ...tokens, price: 30, pricing_group_values: { model: 'gpt-5-mini' } },
        {
          ...tokens,
          price: 100,
          pricing_group_values: { model: 'gpt-5' },
          starting_at: '2024-08-16T00:00:00Z',
        },
      ],
    })
    const inForce = await Array.fromAsync(
      service.sandbox.v1.contracts.rateCards.rates.list({
        rate_card_id: card.data.id,
        at: '2024-08-16T00:00:00Z',
        selectors: [{ product_id: products['tokens'] ?? '' }],
      }),
    )
    expect(inForce.map(({ rate, pricing_group_values }) => [pricing_group_values, rate.price])).toEqual([
      [{ model: 'gpt-5-mini' }, 30],
      [{ model: 'gpt-5' }, 100],
    ])
  })

  it('puts a customer on a contract by the alias of the rate card', async () => {
    const customer = await service.sandbox.v1.customers.create({ name: 'Acme', ingest_aliases: ['cust-42'] })
    customerId = customer.data.id
    await service.sandbox.v1.contracts.create({
      customer_id: customerId,
      rate_card_alias: 'standard',
      starting_at: '2024-08-01T00:00:00Z',
    })
  })

  it('shows calls at zero and no tokens before there is usage', async () => {
    expect(await lines()).toEqual([['API calls', {}, '2024-08-01', '2024-09-01', 0, 2, 0]])
  })

  it('takes the events', async () => {
    await service.sandbox.v1.usage.ingest({
      usage: [
        llmRequest('r1', '2024-08-10T09:00:00Z', 'gpt-5', '2000000', 'ann'),
        llmRequest('r2', '2024-08-15T23:59:59.999999Z', 'gpt-5', '400000', 'ann'),
        llmRequest('r3', '2024-08-16T00:00:00Z', 'gpt-5', '600000', 'ann'),
        llmRequest('r4', '2024-08-17T10:00:00Z', 'gpt-5', '1000000', 'bob'),
        llmRequest('r5', '2024-08-18T10:00:00Z', 'gpt-5-mini', '500000', 'bob'),
        llmRequest('r6', '2024-08-18T11:00:00Z', 'gpt5', '9000000', 'bob'),
        apiCall('a1', '2024-08-01T00:00:00Z'),
        apiCall('a2', '2024-08-19T00:00:00Z'),
        apiCall('a3', '2024-07-31T23:59:59Z'),
      ],
    })
  })

  it('bills by model, user and price, and leaves out what has no price', async () => {
    // Calls: a1 and a2 at 2 = 4; a3 is in July.
    // gpt-5, ann: 2 + 0.4 = 2.4 at 125 = 300 up to the change; r3 falls on it: 0.6 at 100 = 60.
    // gpt-5, bob: 1 at 100 = 100. gpt-5-mini, bob: 0.5 at 30 = 15. "gpt5" matches no rate.
    const gpt5 = (user: string) => ({ model: 'gpt-5', user_id: user })
    expect(await lines()).toEqual([
      ['API calls', {}, '2024-08-01', '2024-09-01', 2, 2, 4],
      ['Input tokens (millions)', gpt5('ann'), '2024-08-01', '2024-08-16', 2.4, 125, 300],
      ['Input tokens (millions)', gpt5('ann'), '2024-08-16', '2024-09-01', 0.6, 100, 60],
      ['Input tokens (millions)', gpt5('bob'), '2024-08-16', '2024-09-01', 1, 100, 100],
      [
        'Input tokens (millions)',
        { model: 'gpt-5-mini', user_id: 'bob' },
        '2024-08-01',
        '2024-09-01',
        0.5,
        30,
        15,
      ],
    ])
    expect((await invoice())?.total).toBe(479)
  })

  it('shows the hours in which there was usage, and null in the others', async () => {
    const hours = await Array.fromAsync(
      service.sandbox.v1.usage.listWithGroups({
        customer_id: customerId,
        billable_metric_id: metrics['tokens'] ?? '',
        window_size: 'HOUR',
        starting_on: '2024-08-15T22:00:00Z',
        ending_before: '2024-08-16T02:00:00Z',
      }),
    )
    expect(hours.map(({ starting_on, value }) => [starting_on, value])).toEqual([
      ['2024-08-15T22:00:00.000Z', null],
      ['2024-08-15T23:00:00.000Z', 400_000],
      ['2024-08-16T00:00:00.000Z', 600_000],
      ['2024-08-16T01:00:00.000Z', null],
    ])
  })

  it('tells the metrics that meter the customer', async () => {
    const onPlan = await Array.fromAsync(
      service.sandbox.v1.customers.listBillableMetrics({ customer_id: customerId, on_current_plan: true }),
    )
    expect(onPlan.map(({ name }) => name)).toEqual(['API calls', 'Input tokens'])
  })

  async function invoice() {
    const [first] = await Array.fromAsync(
      service.sandbox.v1.customers.invoices.list({ customer_id: customerId, status: 'DRAFT' }),
    )
    return first
  }

  async function lines() {
    return (await invoice())?.line_items.map((line) => [
      line.name,
      { ...line.pricing_group_values, ...line.presentation_group_values },
      line.starting_at?.slice(0, 10),
      line.ending_before?.slice(0, 10),
      line.quantity,
      line.unit_price,
      line.total,
    ])
  }
})
