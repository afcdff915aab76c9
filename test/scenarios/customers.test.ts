import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

describe('customers', () => {
  let service: TestService
  let metricId = ''

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-18T00:00:00Z')
    const metric = await service.sandbox.v1.billableMetrics.create({
      name: 'Events',
      aggregation_type: 'COUNT',
    })
    metricId = metric.data.id
  })
  afterAll(() => service.stop())

  const create = async (name: string, aliases: string[] = []) =>
    (await service.sandbox.v1.customers.create({ name, ingest_aliases: aliases })).data.id
  const send = (id: string, customerId: string) =>
    service.sandbox.v1.usage.ingest({
      usage: [
        { transaction_id: id, customer_id: customerId, event_type: 'any', timestamp: '2024-08-01T10:00:00Z' },
      ],
    })
  const usage = async (customerId: string) => {
    const [row] = await Array.fromAsync(
      service.sandbox.v1.usage.listWithGroups({
        customer_id: customerId,
        billable_metric_id: metricId,
        window_size: 'NONE',
        starting_on: '2024-08-01T00:00:00Z',
        ending_before: '2024-08-02T00:00:00Z',
      }),
    )
    return row?.value
  }
  const names = async (query: Parameters<typeof service.sandbox.v1.customers.list>[0]) =>
    (await Array.fromAsync(service.sandbox.v1.customers.list(query))).map(({ name }) => name)

  it('are known by their id and by each of their aliases', async () => {
    const id = await create('By id and alias', ['alias-1', 'alias-2'])
    await send('known-1', id)
    await send('known-2', 'alias-1')
    await send('known-3', 'alias-2')
    await send('known-4', 'alias-3')
    expect(await usage(id)).toBe(3)
  })

  it('take over the past events of an alias that moves to them', async () => {
    const first = await create('First', ['moving'])
    const second = await create('Second')
    await send('moving-1', 'moving')
    expect([await usage(first), await usage(second)]).toEqual([1, null])
    await service.sandbox.v1.customers.setIngestAliases({ customer_id: first, ingest_aliases: [] })
    await service.sandbox.v1.customers.setIngestAliases({
      customer_id: second,
      ingest_aliases: ['moving', 'more'],
    })
    expect([await usage(first), await usage(second)]).toEqual([null, 1])
  })

  it('cannot take an alias or an id of another customer, archived or not', async () => {
    const owner = await create('Owner', ['taken'])
    const other = await create('Other', ['own'])
    const set = (aliases: string[]) =>
      service.request('POST', `/v1/customers/${other}/setIngestAliases`, {
        body: { ingest_aliases: aliases },
      })
    for (const alias of ['taken', owner]) {
      const answer = await set(['new', alias])
      expect([answer.status, answer.headers.get('x-should-retry')]).toEqual([409, 'false'])
      expect(answer.body).toMatchObject({ conflicting_id: owner })
    }
    await service.sandbox.v1.customers.archive({ id: owner })
    expect((await set(['taken'])).status).toBe(409)
    await expect(create('Third', ['taken'])).rejects.toMatchObject({ status: 409 })
    expect(await names({ ingest_alias: 'own' })).toEqual(['Other'])
    expect(await names({ ingest_alias: 'new' })).toEqual([])
    expect((await set(['own', 'own', other])).status).toBe(200)
  })

  it('are shown whole, and renamed', async () => {
    const { data } = await service.sandbox.v1.customers.create({
      name: 'Before',
      ingest_aliases: ['shown'],
      custom_fields: { tier: 'gold' },
    })
    expect(data).toEqual({
      id: data.id,
      name: 'Before',
      external_id: 'shown',
      ingest_aliases: ['shown'],
      custom_fields: { tier: 'gold' },
    })
    await service.setClock('2024-08-18T01:00:00Z')
    const renamed = await service.sandbox.v1.customers.setName({
      customer_id: data.id,
      name: 'x'.repeat(200),
    })
    expect(renamed.data.name).toBe('x'.repeat(160))
    const shown = await service.sandbox.v1.customers.retrieve({ customer_id: data.id })
    expect(shown.data).toEqual({
      ...data,
      name: 'x'.repeat(160),
      customer_config: { salesforce_account_id: null },
      created_at: '2024-08-18T00:00:00.000Z',
      updated_at: '2024-08-18T01:00:00.000Z',
      archived_at: null,
    })
  })

  it('are found by what other systems call them', async () => {
    const { customers } = service.sandbox.v1
    const [first, second] = [await create('Of an account'), await create('Of another')]
    await customers.updateConfig({ customer_id: first, salesforce_account_id: '0015500001WO1ZiABL' })
    await customers.updateConfig({ customer_id: second, salesforce_account_id: '0015500001WO1ZiABM' })
    const account = async (customer_id: string) =>
      (await customers.retrieve({ customer_id })).data.customer_config.salesforce_account_id
    expect([await account(first), await account(second)]).toEqual([
      '0015500001WO1ZiABL',
      '0015500001WO1ZiABM',
    ])
    expect(await names({ salesforce_account_ids: ['0015500001WO1ZiABL'] })).toEqual(['Of an account'])
    await customers.updateConfig({ customer_id: first })
    expect(await account(first)).toBe('0015500001WO1ZiABL')
    await customers.updateConfig({ customer_id: first, salesforce_account_id: null })
    expect(await account(first)).toBe(null)
    expect(await names({ salesforce_account_ids: ['0015500001WO1ZiABL'] })).toEqual([])
    await expect(
      customers.updateConfig({ customer_id: '00000000-0000-4000-8000-000000000001' }),
    ).rejects.toMatchObject({ status: 404 })
  })

  it('are archived once, keep their usage, and leave the list', async () => {
    const id = await create('Leaving', ['leaving'])
    await send('leaving-1', 'leaving')
    expect((await service.sandbox.v1.customers.archive({ id })).data).toEqual({ id })
    await expect(service.sandbox.v1.customers.archive({ id })).rejects.toMatchObject({ status: 400 })
    expect(await names({})).not.toContain('Leaving')
    expect(await names({ only_archived: true })).toContain('Leaving')
    expect(await usage(id)).toBe(1)
    const all = await Array.fromAsync(
      service.sandbox.v1.usage.list({
        window_size: 'NONE',
        starting_on: '2024-08-01T00:00:00Z',
        ending_before: '2024-08-02T00:00:00Z',
      }),
    )
    expect(all.length).toBeGreaterThan(0)
    expect(all.map((row) => row.customer_id)).not.toContain(id)
  })

  it('are listed page by page, also while more are made', async () => {
    const ids: string[] = []
    for (let number = 0; number < 5; number += 1) ids.push(await create(`Paged ${number}`))
    const first = await service.sandbox.v1.customers.list({ limit: 2, customer_ids: ids })
    await create('Made in between')
    const rest = await Array.fromAsync(await first.getNextPage())
    expect([...first.data, ...rest].map(({ name }) => name)).toEqual(
      [0, 1, 2, 3, 4].map((number) => `Paged ${number}`),
    )
  })

  it('are none where the list of ids is empty', async () => {
    const { body } = await service.request('GET', '/v1/customers?customer_ids=')
    expect(body).toEqual({ data: [], next_page: null })
    const usageOfNone = await service.request('POST', '/v1/usage', {
      body: {
        customer_ids: [],
        window_size: 'day',
        starting_on: '2024-08-01T00:00:00Z',
        ending_before: '2024-08-02T00:00:00Z',
      },
    })
    expect(usageOfNone.body).toEqual({ data: [], next_page: null })
  })
})
