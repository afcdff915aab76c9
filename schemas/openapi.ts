import { z } from 'zod'
import { createDocument, type CreateDocumentOptions, type ZodOpenApiOperationObject } from 'zod-openapi'
import packageJson from '../package.json' with { type: 'json' }
import { errorBody } from './common.ts'
import type { Endpoint } from './endpoint.ts'
import { idempotencyHeader } from './idempotency-key.ts'
import { endpoints } from './index.ts'

const JSON_CONTENT = 'application/json'

const ERROR = {
  id: 'Error',
  description: 'What is wrong; some errors carry further fields',
  content: { [JSON_CONTENT]: { schema: errorBody } },
}

/** Makes the OpenAPI document of the wire contract. */
export function openApiDocument() {
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Meterhouse',
        version: packageJson.version,
        description:
          "Send usage events, define billable metrics over them, and read usage and invoices, in Metronome's wire " +
          'format. Every number on an invoice is a SQL query over stored events that anyone can run again.',
      },
      security: [{ token: [] }],
      tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
      paths: paths(),
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'A token picks its environment' },
        },
      },
    },
    { override: showWireForm, allowEmptySchema: { custom: true } },
  )
}

/** The document's text as `schemas/openapi.json` holds it. */
export function openApiText(): string {
  return `${JSON.stringify(openApiDocument(), null, 2)}\n`
}

function paths(): Record<string, Record<string, ZodOpenApiOperationObject>> {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  for (const endpoint of endpoints.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))) {
    const item = (paths[endpoint.path.replace(/:(\w+)/g, '{$1}')] ??= {})
    item[endpoint.method.toLowerCase()] = operation(endpoint)
  }
  return paths
}

// By path, archiving last. The list's own order hangs on how modules are loaded.
function placeOf({ method, path }: Endpoint): string {
  return `${path.replace(/archive$/, '~archive')} ${method}`
}

function operation(endpoint: Endpoint): ZodOpenApiOperationObject {
  const {
    method,
    operationId,
    tag,
    summary,
    params,
    query,
    body,
    response,
    responseType = JSON_CONTENT,
  } = endpoint
  return {
    operationId,
    tags: [tag],
    summary,
    requestParams: {
      path: params as z.ZodObject,
      query: query as z.ZodObject,
      ...(method === 'POST' && { header: idempotencyHeader }),
    },
    ...(takesBody(body) && {
      requestBody: { required: true, content: { [JSON_CONTENT]: { schema: body } } },
    }),
    responses: {
      '200': { description: 'Done', content: { [responseType]: { schema: response } } },
      default: ERROR,
    },
  }
}

function takesBody(body: z.ZodType): boolean {
  return !(body instanceof z.ZodObject) || Object.keys(body.shape).length > 0
}

/** Where a schema states its wire form, that is all of it; keywords that only repeat another one go. */
const showWireForm: CreateDocumentOptions['override'] = ({ zodSchema, jsonSchema }) => {
  if (z.globalRegistry.get(zodSchema)?.override !== undefined) {
    for (const keyword of Object.keys(jsonSchema)) delete jsonSchema[keyword]
  }
  if (jsonSchema.format === 'uuid') delete jsonSchema.pattern
  if (JSON.stringify(jsonSchema.propertyNames) === '{"type":"string"}') delete jsonSchema.propertyNames
  // zod closes every object on the output side; ours are strict where they mean it.
  if (zodSchema instanceof z.ZodObject && zodSchema.def.catchall === undefined) {
    delete jsonSchema.additionalProperties
  }
}
