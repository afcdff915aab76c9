import { gzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { openTestCatalog, type TestCatalog } from '../catalog/testing/memory-catalog.ts'
import { Problem } from '../kernel/errors.ts'
import type { Environment } from './environment.ts'
import { honourIdempotencyKeys } from './idempotency.ts'
import { failureResponse, problemResponse } from './problem.ts'
import { bodyText, readBody } from './read-body.ts'
import { jsonResponse, type ApiVariables } from './serve.ts'

type Handle = (text: string, count: number) => Promise<Response> | Response

/** A service that counts what it does: `POST` any path, with whatever `handle` does there. */
function countingApp(handle: Handle, scope: TestCatalog = openTestCatalog()) {
  let count = 0
  const app = new Hono<{ Variables: ApiVariables }>()
  app.use(async (context, next) => {
    context.set('environment', { ...scope, name: 'sandbox' } as unknown as Environment)
    await next()
  })
  app.use(honourIdempotencyKeys())
  app.all('*', async (context) => {
    count += 1
    return handle(bodyText(await readBody(context)), count)
  })
  app.onError((error) => (error instanceof Problem ? problemResponse(error) : failureResponse('request-1')))
  const send = async (key: string | null, body = 'a', path = '/v1/customers', method = 'POST') => {
    const headers = key === null ? {} : { 'idempotency-key': key }
    const response = await app.request(path, { method, headers, ...(method !== 'GET' && { body }) }, {})
    const { status } = response
    return { status, text: await response.text(), headers: response.headers }
  }
  return { app, send, scope, count: () => count }
}

const echo: Handle = (text, count) => jsonResponse({ text, count })

describe('a request with an idempotency key', () => {
  it('is done once, and its repeat is answered as it was', async () => {
    const { send, count } = countingApp(echo)
    const first = await send('key')
    const second = await send('key')
    expect(first).toMatchObject({ status: 200, text: '{"text":"a","count":1}' })
    expect([second.status, second.text, count()]).toEqual([200, first.text, 1])
    expect(second.headers.get('content-type')).toBe('application/json')
    expect([first, second].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true'])
  })

  it('is the same request where its body comes compressed', async () => {
    const { app, send, count } = countingApp(echo)
    const first = await send('key')
    const headers = { 'idempotency-key': 'key', 'content-encoding': 'gzip' }
    const init = { method: 'POST', headers, body: gzipSync('a') }
    const second = await app.request('/v1/customers', init, {})
    expect([await second.text(), count()]).toEqual([first.text, 1])
  })

  it('is another request with another key, and without one', async () => {
    const { send, count } = countingApp(echo)
    for (const key of ['key', 'Key', null, null]) await send(key)
    expect(count()).toBe(4)
  })

  it.each([
    ['body', 'b', '/v1/customers'],
    ['path', 'a', '/v1/customers/archive'],
    ['query', 'a', '/v1/customers?limit=1'],
  ])('is refused for good where its key was sent with another %s', async (_, body, path) => {
    const { send, count } = countingApp(echo)
    await send('key')
    const other = await send('key', body, path)
    expect([other.status, other.headers.get('x-should-retry'), count()]).toEqual([409, 'false', 1])
    expect(other.text).toContain('another method, path or body')
  })

  it.each([
    ['empty', ''],
    ['too long', 'k'.repeat(256)],
    ['not ASCII', 'clé'],
    ['not printable', 'a\tb'],
  ])('is refused where the key is %s', async (_, key) => {
    const { send, count } = countingApp(echo)
    const answer = await send(key)
    expect([answer.status, count()]).toEqual([400, 0])
    expect(answer.text).toContain('idempotency-key: expected 1 to 255 printable ASCII characters')
  })

  it('may have any printable key of up to 255 characters', async () => {
    const { send } = countingApp(echo)
    for (const key of ['k'.repeat(255), '~ order "7"!']) expect((await send(key)).status).toBe(200)
  })

  it('pays no heed to the key where it is not a POST', async () => {
    const { send, count } = countingApp(echo)
    for (const method of ['GET', 'PUT', 'DELETE', 'PUT']) await send('key', 'a', '/v1/customers', method)
    expect(count()).toBe(4)
  })
})

describe('the answer that a repeat gets', () => {
  it('is the error, whether it is ours or theirs', async () => {
    for (const [problem, status] of [
      [new Problem('invalid', 'name: is missing'), 400],
      [new Problem('conflict', 'alias: is taken'), 409],
      [new Error('a bug'), 500],
    ] as const) {
      const { send, count } = countingApp(() => {
        throw problem
      })
      const first = await send('key')
      const second = await send('key')
      expect([first.status, second.status, second.text, count()]).toEqual([status, status, first.text, 1])
      expect(second.headers.get('x-should-retry')).toBe(first.headers.get('x-should-retry'))
    }
  })

  it.each(['unauthorized', 'overloaded', 'unavailable'] as const)(
    'is a new one where the first was turned away as %s',
    async (kind) => {
      const { send, count } = countingApp((text, number) => {
        if (number === 1) throw new Problem(kind, 'not now')
        return echo(text, number)
      })
      expect((await send('key')).status).toBeGreaterThan(400)
      expect([(await send('key')).status, (await send('key')).status, count()]).toEqual([200, 200, 2])
    },
  )

  it('waits for the first where that is under way', async () => {
    const gate = Promise.withResolvers<void>()
    const { send, count } = countingApp(async (text, number) => {
      await gate.promise
      return echo(text, number)
    })
    const answers = Array.from({ length: 20 }, () => send('key'))
    const other = send('key', 'b')
    gate.resolve()
    expect(new Set((await Promise.all(answers)).map(({ text }) => text))).toEqual(
      new Set(['{"text":"a","count":1}']),
    )
    expect([(await other).status, count()]).toEqual([409, 1])
  })
})

describe('of requests that come at once', () => {
  it('one is done anew where the first is turned away, and the others wait for that', async () => {
    const gate = Promise.withResolvers<void>()
    const { send, count } = countingApp(async (text, number) => {
      await gate.promise
      if (number === 1) throw new Problem('unavailable', 'not now')
      return echo(text, number)
    })
    const answers = Array.from({ length: 5 }, () => send('key'))
    gate.resolve()
    const statuses = (await Promise.all(answers)).map(({ status }) => status)
    expect([statuses.toSorted((a, b) => a - b), count()]).toEqual([[200, 200, 200, 200, 503], 2])
  })
})

describe('a request that was under way when the service stopped', () => {
  /** A service that stops before it answers `path`, started again on the same catalog. */
  async function restartedDuring(path: string) {
    const started = Promise.withResolvers<void>()
    const stopped = countingApp(() => {
      started.resolve()
      return new Promise<Response>(() => {})
    })
    void stopped.send('key', 'a', path)
    await started.promise
    return countingApp(echo, stopped.scope)
  }

  it('is not done again: whoever sent it has to look', async () => {
    const { send, count } = await restartedDuring('/v1/customers')
    const repeat = await send('key')
    expect([repeat.status, repeat.headers.get('x-should-retry'), count()]).toEqual([409, 'false', 0])
    expect(repeat.text).toContain('whose answer was not kept')
    expect(repeat.text).toContain('look up whether it was done')
  })

  it('is done again where it sent events, which count once anyway', async () => {
    const { send, count } = await restartedDuring('/v1/ingest')
    const answers = [await send('key', 'a', '/v1/ingest'), await send('key', 'a', '/v1/ingest')]
    expect([...answers.map(({ status }) => status), count()]).toEqual([200, 200, 1])
    expect((await send('key', 'b', '/v1/ingest')).status).toBe(409)
  })
})
