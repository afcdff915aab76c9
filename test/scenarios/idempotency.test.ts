import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

describe('requests that are sent again with their idempotency key', () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-15T12:00:00Z')
  })
  afterAll(() => service.stop())

  const post = (key: string, path: string, body: unknown, environment?: 'sandbox' | 'production') =>
    service.request('POST', path, { body, environment, headers: { 'idempotency-key': key } })
  const create = (key: string, name: string, environment?: 'sandbox' | 'production') =>
    post(key, '/v1/customers', { name }, environment)
  const named = async (name: string, environment: 'sandbox' | 'production' = 'sandbox') =>
    (await Array.fromAsync(service[environment].v1.customers.list())).filter(
      (customer) => customer.name === name,
    ).length

  it('make one customer, and are answered alike, also after a restart', async () => {
    const first = await create('acme', 'Acme')
    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([200, null])
    const second = await create('acme', 'Acme')
    await service.restart()
    const third = await create('acme', 'Acme')
    for (const repeat of [second, third]) {
      expect([repeat.status, repeat.text]).toEqual([200, first.text])
      expect(repeat.headers.get('content-type')).toBe(first.headers.get('content-type'))
      expect(repeat.headers.get('idempotency-replayed')).toBe('true')
      expect(repeat.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'))
    }
    expect(await named('Acme')).toBe(1)
  })

  it('make one customer where twenty come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => create('twins', 'Twins')))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(await named('Twins')).toBe(1)
  })

  it('are refused for good where the key was sent with another body', async () => {
    await create('brio', 'Brio')
    const other = await create('brio', 'Brioche')
    expect([other.status, other.headers.get('x-should-retry')]).toEqual([409, 'false'])
    expect(await named('Brioche')).toBe(0)
  })

  it('are refused again as they were, though they would now be served', async () => {
    const taken = await service.sandbox.v1.customers.create({ name: 'First', ingest_aliases: ['alias'] })
    const second = { name: 'Second', ingest_aliases: ['alias'] }
    const [invalid, clash] = [
      await post('invalid', '/v1/customers', { name: 5 }),
      await post('clash', '/v1/customers', second),
    ]
    expect([invalid.status, clash.status]).toEqual([400, 409])
    await service.sandbox.v1.customers.setIngestAliases({ customer_id: taken.data.id, ingest_aliases: [] })
    const repeats = [
      await post('invalid', '/v1/customers', { name: 5 }),
      await post('clash', '/v1/customers', second),
    ]
    expect(repeats.map(({ status, text }) => [status, text])).toEqual([
      [400, invalid.text],
      [409, clash.text],
    ])
    expect(await named('Second')).toBe(0)
  })

  it('are other requests in the other environment', async () => {
    const here = await create('both', 'Here')
    const there = await create('both', 'There', 'production')
    expect([there.status, there.headers.get('idempotency-replayed')]).toEqual([200, null])
    expect(there.text).not.toBe(here.text)
    expect([await named('There', 'production'), await named('There')]).toEqual([1, 0])
  })

  it('store their events once', async () => {
    const events = ['one', 'two'].map((id) => ({
      transaction_id: id,
      customer_id: 'acme',
      event_type: 'usage',
      timestamp: '2024-08-15T11:00:00Z',
      properties: {},
    }))
    const answers = [
      await post('events', '/v1/ingest', events),
      await post('events', '/v1/ingest', events),
      await post('events', '/v1/ingest', events.slice(1)),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 409])
    // Had the second request been taken in again, each event would be found twice: once as a duplicate.
    const found = await service.sandbox.v1.usage.search({ transactionIds: ['one', 'two'] })
    const seen = found.map((event) => `${event.transaction_id} ${event.is_duplicate ? 'duplicate' : 'first'}`)
    expect(seen.sort()).toEqual(['one first', 'two first'])
  })

  it('are new ones from 24 hours of the clock on', async () => {
    await create('daily', 'Daily')
    await service.setClock('2024-08-16T11:59:59Z')
    expect((await create('daily', 'Daily')).headers.get('idempotency-replayed')).toBe('true')
    await service.setClock('2024-08-16T12:00:00Z')
    expect((await create('daily', 'Daily')).headers.get('idempotency-replayed')).toBeNull()
    expect(await named('Daily')).toBe(2)
  })
})
