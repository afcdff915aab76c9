import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BODY_BYTES_MAX } from '../../src/api/read-body.ts'
import { startTestService, type TestService } from '../support/service.ts'

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000'

describe('what the service says to requests it cannot serve', () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService()
  })
  afterAll(() => service.stop())

  const message = (body: unknown) => (body as { message: string }).message

  it.each([
    ['no token', null, {}],
    ['another token', null, { authorization: 'Bearer other' }],
    ['another scheme', null, { authorization: 'Basic sandbox-token' }],
  ])('answers 401 to %s', async (_, environment, headers) => {
    for (const path of ['/v1/customers', '/v2/contracts/get', '/ext/clock', '/v1/nowhere']) {
      const answer = await service.request('GET', path, { environment, headers })
      expect([answer.status, message(answer.body)]).toEqual([401, expect.stringContaining('authorization')])
    }
  })

  it('needs no token for its health and its reference', async () => {
    const health = await service.request('GET', '/healthz', { environment: null })
    expect([health.status, health.body]).toEqual([200, { status: 'ok' }])
    expect((await service.request('GET', '/docs', { environment: null })).status).toBe(200)
    expect((await service.request('GET', '/openapi.json', { environment: null })).status).toBe(200)
  })

  it('answers 404 to an unknown path, in every part of the address space', async () => {
    for (const path of ['/v1/nowhere', '/v1/customers/a/b/c', '/ext/nowhere', '/nowhere', '/']) {
      const answer = await service.request('GET', path)
      expect([answer.status, message(answer.body)]).toEqual([404, expect.stringContaining(path)])
    }
  })

  it('answers 404 where a word is in the place of an id, and not with what that would take', async () => {
    const path = `/v1/customers/${UNKNOWN_ID}/invoices/spend-breakdowns`
    const answer = await service.request('POST', path, { body: {} })
    expect([answer.status, message(answer.body)]).toEqual([404, `POST ${path}: there is no such endpoint`])
  })

  it('answers 405 to a wrong method and says which are right', async () => {
    const answer = await service.request('DELETE', '/v1/customers')
    expect([answer.status, answer.headers.get('allow'), message(answer.body)]).toEqual([
      405,
      'GET, POST',
      expect.stringContaining('not DELETE'),
    ])
    expect((await service.request('GET', '/v1/usage')).status).toBe(405)
    expect((await service.request('POST', `/v1/customers/${UNKNOWN_ID}`)).status).toBe(405)
  })

  it.each(['{"name": ', 'name', '{"name": "a",}', "{'name': 'a'}"])(
    'answers 400 to the malformed body %s',
    async (text) => {
      const answer = await service.request('POST', '/v1/customers', { text })
      expect([answer.status, message(answer.body)]).toEqual([400, expect.stringContaining('malformed JSON')])
    },
  )

  it('names every wrong field and its rule', async () => {
    const answer = await service.request('POST', '/v1/customers', {
      body: { name: 5, ingest_aliases: ['ok', ''], shoe_size: 43 },
    })
    expect(answer.status).toBe(400)
    expect(message(answer.body)).toMatch(/name: .*string/)
    expect(message(answer.body)).toMatch(/ingest_aliases\.1: /)
    expect(message(answer.body)).toMatch(/shoe_size/)
  })

  it('names a wrong query parameter, an unknown one and a wrong id in the path', async () => {
    const limit = await service.request('GET', '/v1/customers?limit=101')
    expect([limit.status, message(limit.body)]).toEqual([400, expect.stringContaining('limit: ')])
    const unknown = await service.request('GET', '/v1/customers?customer_id=1')
    expect([unknown.status, message(unknown.body)]).toEqual([400, expect.stringContaining('customer_id')])
    const id = await service.request('GET', '/v1/customers/acme')
    expect([id.status, message(id.body)]).toEqual([
      400,
      expect.stringContaining('customer_id: expected a UUID'),
    ])
    const twice = await service.request('GET', '/v1/customers?limit=1&limit=1')
    expect([twice.status, message(twice.body)]).toEqual([400, 'limit: expected once'])
    const cursor = await service.request('GET', '/v1/customers?next_page=somewhere')
    expect([cursor.status, message(cursor.body)]).toEqual([400, expect.stringContaining('next_page: ')])
  })

  it('answers 404 to an unknown id', async () => {
    const answers = [
      await service.request('GET', `/v1/customers/${UNKNOWN_ID}`),
      await service.request('GET', `/v1/billable-metrics/${UNKNOWN_ID}`),
      await service.request('POST', '/v1/contract-pricing/products/get', { body: { id: UNKNOWN_ID } }),
      await service.request('GET', `/v1/customers/${UNKNOWN_ID}/invoices`),
    ]
    for (const answer of answers) {
      expect([answer.status, message(answer.body)]).toEqual([404, expect.stringContaining(UNKNOWN_ID)])
    }
  })

  it('takes an empty body as no fields', async () => {
    const list = await service.request('POST', '/v1/contract-pricing/rate-cards/list', {
      headers: { 'content-type': 'application/json' },
    })
    expect([list.status, list.body]).toEqual([200, { data: [], next_page: null }])
    const create = await service.request('POST', '/v1/customers', { text: '' })
    expect([create.status, message(create.body)]).toEqual([400, expect.stringContaining('name: ')])
  })

  it('answers 413 to a body that says it is too large, and to one that turns out to be', async () => {
    const declared = await service.request('POST', '/v1/customers', { text: 'x'.repeat(BODY_BYTES_MAX + 1) })
    expect([declared.status, message(declared.body)]).toEqual([413, expect.stringContaining('body: ')])
    const chunked = await fetch(`${service.url}/v1/customers`, {
      method: 'POST',
      headers: { authorization: 'Bearer sandbox-token' },
      duplex: 'half',
      body: new ReadableStream({
        start(controller) {
          for (let sent = 0; sent <= BODY_BYTES_MAX; sent += 1 << 20)
            controller.enqueue(new Uint8Array(1 << 20))
          controller.close()
        },
      }),
    })
    expect(chunked.status).toBe(413)
  })

  it('gives every answer an id of its own', async () => {
    const answers = [
      await service.request('GET', '/healthz'),
      await service.request('GET', '/v1/customers'),
      await service.request('GET', '/v1/nowhere'),
      await service.request('GET', '/v1/customers', { environment: null }),
    ]
    const ids = answers.map(({ headers }) => headers.get('x-request-id'))
    expect(ids.every((id) => (id ?? '').length >= 20)).toBe(true)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('says no more of an unexpected failure than the id to look for', async () => {
    const warehouse = service.warehouse('sandbox')
    await warehouse.command('RENAME TABLE events TO events_away')
    const answer = await service.request('POST', '/v1/events/search', { body: { transactionIds: ['a'] } })
    await warehouse.command('RENAME TABLE events_away TO events')
    const id = answer.headers.get('x-request-id')
    expect([answer.status, answer.body]).toEqual([
      500,
      { message: `Something went wrong on our side. Quote request ${id} to the operator.`, request_id: id },
    ])
    expect(
      (await service.request('POST', '/v1/events/search', { body: { transactionIds: ['a'] } })).status,
    ).toBe(200)
  })

  it('stays up when a client goes away in the middle of a body', async () => {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
    socket.write(
      'POST /v1/ingest HTTP/1.1\r\nhost: x\r\nauthorization: Bearer sandbox-token\r\ncontent-length: 99\r\n\r\n[{',
    )
    await new Promise((resolve) => socket.once('connect', resolve))
    socket.destroy()
    expect((await service.request('GET', '/healthz')).status).toBe(200)
  })

  it('keeps production and the sandbox apart', async () => {
    const made = await service.sandbox.v1.customers.create({ name: 'Only here', ingest_aliases: ['shared'] })
    await service.production.v1.customers.create({ name: 'Only there', ingest_aliases: ['shared'] })
    expect((await Array.fromAsync(service.production.v1.customers.list())).map(({ name }) => name)).toEqual([
      'Only there',
    ])
    await expect(
      service.production.v1.customers.retrieve({ customer_id: made.data.id }),
    ).rejects.toMatchObject({
      status: 404,
    })
  })
})
