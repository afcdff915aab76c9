import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

describe('the sandbox clock', () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService()
  })
  afterAll(() => service.stop())

  const put = async (now: unknown) => {
    const answer = await service.request('PUT', '/ext/clock', { body: { now } })
    return [answer.status, answer.body]
  }

  it('runs on wall time at first', async () => {
    const before = Date.now()
    const { body } = await service.request('GET', '/ext/clock')
    const { now, fixed } = body as { now: string; fixed: boolean }
    expect(fixed).toBe(false)
    expect(Date.parse(now)).toBeGreaterThanOrEqual(before)
    expect(Date.parse(now)).toBeLessThanOrEqual(Date.now())
  })

  it('goes to any instant once, then stands or goes forward, never back', async () => {
    expect(await put('2024-08-18T00:00:00+02:00')).toEqual([
      200,
      { now: '2024-08-17T22:00:00.000Z', fixed: true },
    ])
    expect(await put('2024-08-17T22:00:00Z')).toEqual([200, { now: '2024-08-17T22:00:00.000Z', fixed: true }])
    expect(await put('2024-09-01T00:00:00Z')).toEqual([200, { now: '2024-09-01T00:00:00.000Z', fixed: true }])
    const back = await service.request('PUT', '/ext/clock', { body: { now: '2024-08-31T23:59:59Z' } })
    expect([back.status, back.headers.get('x-should-retry')]).toEqual([409, 'false'])
    expect((await service.request('GET', '/ext/clock')).body).toEqual({
      now: '2024-09-01T00:00:00.000Z',
      fixed: true,
    })
  })

  it('is what everything in the environment reads', async () => {
    const customer = await service.sandbox.v1.customers.create({ name: 'Acme' })
    const { data } = await service.sandbox.v1.customers.retrieve({ customer_id: customer.data.id })
    expect([data.created_at, data.updated_at]).toEqual([
      '2024-09-01T00:00:00.000Z',
      '2024-09-01T00:00:00.000Z',
    ])
  })

  it('survives a restart', async () => {
    await service.restart()
    expect((await service.request('GET', '/ext/clock')).body).toEqual({
      now: '2024-09-01T00:00:00.000Z',
      fixed: true,
    })
    expect((await put('2024-08-01T00:00:00Z'))[0]).toBe(409)
  })

  it('returns to wall time, and does not go back from there either', async () => {
    const released = await service.request('DELETE', '/ext/clock')
    expect([released.status, (released.body as { fixed: boolean }).fixed]).toEqual([200, false])
    expect((await put('2024-10-01T00:00:00Z'))[0]).toBe(409)
    expect((await service.request('DELETE', '/ext/clock')).status).toBe(200)
  })

  it('cannot return to a wall time that lies behind it', async () => {
    const future = new Date(Date.now() + 86_400_000).toISOString()
    expect((await put(future))[0]).toBe(200)
    expect((await service.request('DELETE', '/ext/clock')).status).toBe(409)
  })

  it('takes an RFC 3339 time within the years it can keep', async () => {
    for (const now of ['tomorrow', 5, null, '2024-08-18', '9999-01-01T00:00:00Z'])
      expect((await put(now))[0]).toBe(400)
  })

  it('cannot be set in production', async () => {
    const options = { environment: 'production' as const, body: { now: '2024-08-18T00:00:00Z' } }
    expect((await service.request('PUT', '/ext/clock', options)).status).toBe(403)
    expect((await service.request('DELETE', '/ext/clock', { environment: 'production' })).status).toBe(403)
    expect((await service.request('GET', '/ext/clock', { environment: 'production' })).status).toBe(200)
  })
})
