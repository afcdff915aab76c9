import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { endpoints } from './index.ts'
import { openApiDocument, openApiText } from './openapi.ts'

const document = openApiDocument()
const number = { type: 'number' }
const dateTime = { type: 'string', format: 'date-time' }

test('the committed document is the generated one', async () => {
  const committed = await readFile(new URL('openapi.json', import.meta.url), 'utf8').catch(() => '')
  expect(committed === openApiText(), 'schemas/openapi.json is out of date: npm run generate').toBe(true)
})

test('every endpoint is in it once', () => {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => `${method} ${path} ${operation.operationId}`),
  )
  const expected = endpoints.map(
    ({ method, path, operationId }) =>
      `${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')} ${operationId}`,
  )
  expect(operations.toSorted()).toEqual(expected.toSorted())
})

test('operation ids are unique', () => {
  const ids = endpoints.map(({ operationId }) => operationId)
  expect(ids).toEqual([...new Set(ids)])
})

describe('wire types', () => {
  test('of a request', () => {
    const { requestBody } = document.paths?.['/v1/contract-pricing/rate-cards/addRate']?.post ?? {}
    const properties = { price: number, starting_at: dateTime }
    expect(requestBody).toMatchObject(json({ properties }))
  })

  test('of a response', () => {
    const { responses } = document.paths?.['/v1/customers/{customer_id}/invoices/{invoice_id}']?.get ?? {}
    const data = { $ref: '#/components/schemas/Invoice' }
    expect(responses).toMatchObject({ '200': json({ properties: { data } }) })
    expect(document.components?.schemas).toMatchObject({
      Invoice: { properties: { total: number, start_timestamp: dateTime } },
      LineItem: { properties: { unit_price: number, starting_at: dateTime } },
    })
  })

  test('of a query parameter are stated without their text form', () => {
    const { parameters } = document.paths?.['/v1/customers']?.get ?? {}
    expect(parameters).toContainEqual({
      in: 'query',
      name: 'limit',
      schema: { type: 'integer', minimum: 1, maximum: 100 },
    })
  })

  test('are stated everywhere', () => {
    expect(emptySchemas(document)).toEqual([])
  })
})

test('a body is asked for only where the endpoint takes one', () => {
  const bodies = Object.values(document.paths ?? {}).flatMap(({ get, delete: remove }) => [
    get?.requestBody,
    remove?.requestBody,
  ])
  expect(bodies.filter(Boolean)).toEqual([])
})

test('a POST takes an idempotency key, and no other method does', () => {
  const takes = (operation: { parameters?: unknown } | undefined) =>
    JSON.stringify(operation?.parameters ?? []).includes('#/components/parameters/IdempotencyKey')
  for (const [path, { get, put, delete: remove, post }] of Object.entries(document.paths ?? {})) {
    expect([get, put, remove].some(takes), path).toBe(false)
    if (post !== undefined) expect(takes(post), path).toBe(true)
  }
  expect(document.components?.parameters).toMatchObject({
    IdempotencyKey: { in: 'header', name: 'idempotency-key', schema: { maxLength: 255 } },
  })
})

test('an error may carry further fields', () => {
  expect(document.components?.schemas?.['Error']).not.toHaveProperty('additionalProperties')
})

function json(schema: object) {
  return { content: { 'application/json': { schema } } }
}

/** The places of schemas that say nothing; free-form property values may. */
function emptySchemas(node: unknown, key = '', place = ''): string[] {
  if (typeof node !== 'object' || node === null) return []
  const children = Object.entries(node)
  const mayBeEmpty = Array.isArray(node) || key === 'properties' || key === 'additionalProperties'
  if (children.length === 0) return mayBeEmpty ? [] : [place]
  return children.flatMap(([name, child]) => emptySchemas(child, name, `${place}/${name}`))
}
