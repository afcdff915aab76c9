import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { openTestCatalog } from '../catalog/testing/memory-catalog.ts'
import { Problem } from '../kernel/errors.ts'
import type { Environment } from './environment.ts'
import { parseUnicodeBody } from './parse-request.ts'
import { problemResponse } from './problem.ts'
import { customerRoutes } from './routes/customers.ts'
import type { ApiVariables } from './serve.ts'

const RULE = 'holds half of a surrogate pair, which is not Unicode text'

describe('a body with half of a surrogate pair', () => {
  it.each([
    ['in a list', String.raw`{"name":"a","ingest_aliases":["b","\ud800"]}`, `ingest_aliases.1: ${RULE}`],
    ['the second half alone', String.raw`{"name":"\uDC00"}`, `name: ${RULE}`],
    ['as a name', String.raw`{"custom_fields":{"a\ud800":"b"}}`, `custom_fields.a\ufffd: ${RULE}`],
    ['the wrong way round', String.raw`{"name":"\ude00\ud83d"}`, `name: ${RULE}`],
    ['that is nothing else', String.raw`"\ud800"`, `body: ${RULE}`],
  ])('is refused by its field: %s', (_, text, message) => {
    expect(() => parseUnicodeBody(text)).toThrow(new Problem('invalid', message))
  })

  it('is none where both halves are there, escaped or not', () => {
    expect(parseUnicodeBody(String.raw`{"name":"\ud83d\ude00"}`)).toEqual({ name: '😀' })
    expect(parseUnicodeBody('{"name":"😀","amount":1.0}')).toMatchObject({ name: '😀' })
  })

  it('is refused where it would be stored as an alias that another customer may have', async () => {
    const app = new Hono<{ Variables: ApiVariables }>()
    const scope = openTestCatalog()
    app.use(async (context, next) => {
      context.set('environment', { ...scope, name: 'sandbox' } as unknown as Environment)
      await next()
    })
    customerRoutes(app)
    app.onError((error) => {
      if (error instanceof Problem) return problemResponse(error)
      throw error
    })
    const body = String.raw`{"name":"a","ingest_aliases":["x\ud800","x\ud801"]}`
    const response = await app.request('/v1/customers', { method: 'POST', body }, {})
    expect([response.status, await response.json()]).toEqual([400, { message: `ingest_aliases.0: ${RULE}` }])
    expect(await scope.catalog.selectFrom('customers').selectAll().execute()).toEqual([])
  })
})

it('a body that is nested too deep for any schema is refused as such', () => {
  const nested = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`
  expect(parseUnicodeBody(nested(99))).toBeDefined()
  for (const depth of [100, 20_000]) {
    expect(() => parseUnicodeBody(nested(depth))).toThrow(
      new Problem('invalid', 'body: nested deeper than 100'),
    )
  }
})
