import type { ProductCreateParams } from '@metronome/sdk/resources/v1/contracts/products'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000'

describe('products', () => {
  let service: TestService
  const metrics = { requests: '', gigabytes: '' }

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-15T12:00:00Z')
    const { billableMetrics } = service.sandbox.v1
    const groups = { property_filters: [{ name: 'region', exists: true }], group_keys: [['region']] }
    const requests = await billableMetrics.create({ name: 'Requests', aggregation_type: 'COUNT', ...groups })
    const gigabytes = await billableMetrics.create({
      name: 'Gigabytes',
      sql: 'SELECT sum(properties.bytes) AS value FROM events',
    })
    metrics.requests = requests.data.id
    metrics.gigabytes = gigabytes.data.id
  })
  afterAll(() => service.stop())

  const create = async (body: ProductCreateParams) =>
    (await service.sandbox.v1.contracts.products.create(body)).data.id
  const retrieve = async (id: string) => (await service.sandbox.v1.contracts.products.retrieve({ id })).data
  const made = { created_at: '2024-08-15T12:00:00.000Z', created_by: 'API' }

  it('can be of every type, in any case of its letters', async () => {
    const post = async (type: string) => {
      const answer = await service.request('POST', '/v1/contract-pricing/products/create', {
        body: {
          name: `A ${type}`,
          type,
          ...(type === 'usage' ? { billable_metric_id: metrics.requests } : {}),
          ...(type === 'composite' ? { composite_tags: ['core'] } : {}),
        },
      })
      return (await retrieve((answer.body as { data: { id: string } }).data.id)).type
    }
    expect(await post('usage')).toBe('USAGE')
    expect(await post('Fixed')).toBe('FIXED')
    expect(await post('composite')).toBe('COMPOSITE')
    expect(await post('SUBSCRIPTION')).toBe('SUBSCRIPTION')
    expect(await post('PRO_SERVICE')).toBe('PRO_SERVICE')
    expect(await post('professional_service')).toBe('PRO_SERVICE')
  })

  it('show what their type has, and nothing of other types', async () => {
    const usage = await create({
      name: 'Requests',
      type: 'USAGE',
      billable_metric_id: metrics.requests,
      pricing_group_key: ['region'],
      quantity_conversion: { conversion_factor: 1000, operation: 'DIVIDE' },
      netsuite_internal_item_id: 'item-1',
    })
    const state = { ...made, is_refundable: true, tags: [] }
    expect((await retrieve(usage)).initial).toEqual({
      ...state,
      name: 'Requests',
      billable_metric_id: metrics.requests,
      pricing_group_key: ['region'],
      quantity_conversion: { conversion_factor: 1000, operation: 'DIVIDE' },
      quantity_rounding: null,
      netsuite_internal_item_id: 'item-1',
    })
    const support = await create({
      name: 'Support',
      type: 'COMPOSITE',
      composite_product_ids: [usage],
      exclude_free_usage: true,
      is_refundable: false,
    })
    expect(await retrieve(support)).toEqual({
      id: support,
      type: 'COMPOSITE',
      archived_at: null,
      initial: {
        ...state,
        name: 'Support',
        is_refundable: false,
        composite_product_ids: [usage],
        composite_tags: [],
        composite_scope: 'CONTRACT',
        exclude_free_usage: true,
        include_composite_spend: false,
      },
      current: expect.objectContaining({ name: 'Support', composite_product_ids: [usage] }),
      updates: [],
      custom_fields: {},
    })
    const setup = await create({ name: 'Setup', type: 'FIXED', tags: ['once'] })
    expect((await retrieve(setup)).current).toEqual({ ...state, name: 'Setup', tags: ['once'] })
  })

  it('are refused with what only other types have, and with ids of nothing', async () => {
    const refused = create({ name: 'Setup', type: 'FIXED', billable_metric_id: metrics.requests })
    await expect(refused).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('billable_metric_id: only products of type USAGE have it'),
    })
    const unknown = create({ name: 'Support', type: 'COMPOSITE', composite_product_ids: [UNKNOWN_ID] })
    await expect(unknown).rejects.toMatchObject({ status: 404 })
  })

  it('change where an update is scheduled, once the clock gets there', async () => {
    const { products } = service.sandbox.v1.contracts
    const id = await create({
      name: 'Traffic',
      type: 'USAGE',
      billable_metric_id: metrics.requests,
      pricing_group_key: ['region'],
      quantity_rounding: { rounding_method: 'ROUND_UP', decimal_places: 0 },
    })
    await service.setClock('2024-08-20T00:00:00Z')
    await products.update({
      product_id: id,
      starting_at: '2024-10-01T00:00:00Z',
      name: 'Data transfer',
      billable_metric_id: metrics.gigabytes,
      pricing_group_key: [],
      quantity_rounding: null,
    })
    await products.update({ product_id: id, starting_at: '2024-09-01T00:00:00Z', tags: ['network'] })

    const before = await retrieve(id)
    expect(before.current).toEqual(before.initial)
    expect(before.updates).toEqual([
      {
        ...made,
        created_at: '2024-08-20T00:00:00.000Z',
        starting_at: '2024-09-01T00:00:00.000Z',
        tags: ['network'],
      },
      {
        ...made,
        created_at: '2024-08-20T00:00:00.000Z',
        starting_at: '2024-10-01T00:00:00.000Z',
        name: 'Data transfer',
        billable_metric_id: metrics.gigabytes,
        pricing_group_key: [],
        quantity_rounding: null,
      },
    ])

    await service.setClock('2024-09-30T23:59:59Z')
    expect((await retrieve(id)).current).toMatchObject({
      name: 'Traffic',
      tags: ['network'],
      pricing_group_key: ['region'],
    })
    await service.setClock('2024-10-01T00:00:00Z')
    expect(await retrieve(id)).toMatchObject({ initial: before.initial, updates: before.updates })
    const { data } = await products.list()
    expect(data.find((product) => product.id === id)?.current).toEqual({
      created_at: '2024-08-20T00:00:00.000Z',
      created_by: 'API',
      starting_at: '2024-10-01T00:00:00.000Z',
      name: 'Data transfer',
      is_refundable: true,
      tags: ['network'],
      billable_metric_id: metrics.gigabytes,
      quantity_conversion: null,
      quantity_rounding: null,
    })
  })

  it('are updated on the hour, and not to another type', async () => {
    const id = await create({ name: 'Setup', type: 'FIXED' })
    const update = async (changes: object) => {
      const body = { product_id: id, starting_at: '2024-11-01T00:00:00Z', ...changes }
      const answer = await service.request('POST', '/v1/contract-pricing/products/update', { body })
      return [answer.status, (answer.body as { message: string }).message]
    }
    expect(await update({ starting_at: '2024-11-01T00:30:00Z' })).toEqual([
      400,
      expect.stringContaining('starting_at: must be on an hour boundary'),
    ])
    expect(await update({ type: 'USAGE' })).toEqual([400, expect.stringContaining('type')])
    expect((await retrieve(id)).updates).toEqual([])
  })

  it('bill the metric that they have now', async () => {
    const { v1 } = service.sandbox
    const id = await create({ name: 'Calls', type: 'USAGE', billable_metric_id: metrics.requests })
    const update = { product_id: id, starting_at: '2024-12-01T00:00:00Z' }
    await v1.contracts.products.update({ ...update, billable_metric_id: metrics.gigabytes })
    const seats = await create({ name: 'Seats', type: 'SUBSCRIPTION' })
    const customer = (await v1.customers.create({ name: 'Acme' })).data.id
    const card = (await v1.contracts.rateCards.create({ name: 'List prices' })).data.id
    const rate = { starting_at: '2024-08-01T00:00:00Z', entitled: true, rate_type: 'FLAT', price: 1 } as const
    await v1.contracts.rateCards.rates.addMany({
      rate_card_id: card,
      rates: [
        { ...rate, product_id: id },
        { ...rate, product_id: seats, billing_frequency: 'MONTHLY' },
      ],
    })
    await v1.contracts.create({
      customer_id: customer,
      rate_card_id: card,
      starting_at: '2024-08-01T00:00:00Z',
    })
    const onPlan = async () => {
      const query = { customer_id: customer, on_current_plan: true }
      const listed = await Array.fromAsync(v1.customers.listBillableMetrics(query))
      return listed.map(({ name }) => name)
    }
    expect(await onPlan()).toEqual(['Requests'])
    await service.setClock('2024-12-01T00:00:00Z')
    expect(await onPlan()).toEqual(['Gigabytes'])
  })
})
