import type { Context, Hono } from 'hono'
import type { z } from 'zod'
import type { Endpoint } from '../../schemas/endpoint.ts'
import { writeJson } from '../kernel/json.ts'
import type { Environment } from './environment.ts'
import { parseInput, parseQuery, parseUnicodeBody } from './parse-request.ts'
import { bodyText, readBody } from './read-body.ts'

/** What the middleware leaves for the handlers. */
export interface ApiVariables {
  requestId: string
  environment: Environment
  /** Inflated, where it was read before its handler reads it. */
  body?: Uint8Array
}

/** The routes, and what the middleware leaves for them. */
export type Api = Hono<{ Variables: ApiVariables }>

/** A request to an endpoint, parsed and checked. */
export interface Call<Params, Query, Body> {
  readonly environment: Environment
  readonly params: Params
  readonly query: Query
  readonly body: Body
}

/** Mounts an endpoint: its input is checked against the contract; its result goes out as exact JSON, or a file as it is. */
export function serve<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  api: Api,
  endpoint: Endpoint<P, Q, B, R>,
  handle: (call: Call<z.output<P>, z.output<Q>, z.output<B>>) => Promise<z.output<R>>,
): void {
  api.on(endpoint.method, endpoint.path, async (context) => {
    const call = {
      environment: context.get('environment'),
      params: parseInput(endpoint.params, context.req.param()),
      query: parseQuery(endpoint.query, context.req.queries()),
      body: parseInput(endpoint.body, await readInput(endpoint, context)),
    }
    const result = await handle(call)
    return result instanceof Response ? result : jsonResponse(result)
  })
}

/** A 200 with exact JSON. */
export function jsonResponse(value: unknown): Response {
  return new Response(writeJson(value), { headers: { 'content-type': 'application/json' } })
}

async function readInput(endpoint: Endpoint, context: Context): Promise<unknown> {
  return endpoint.method === 'GET' ? {} : parseUnicodeBody(bodyText(await readBody(context)))
}
