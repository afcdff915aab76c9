import { z } from 'zod'

/** One endpoint of the wire contract: what the router mounts, the checks enforce and the document shows. */
export interface Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** With `:name` for path parameters. */
  readonly path: string
  readonly operationId: string
  readonly tag: string
  readonly summary: string
  readonly params: Params
  readonly query: Query
  readonly body: Body
  /** Of the response's body; JSON where it is not said. */
  readonly responseType?: 'application/pdf'
  readonly response: Response
}

type Definition<P, Q, B, R> = {
  method: Endpoint['method']
  path: string
  operationId: string
  tag: string
  summary: string
  params?: P
  query?: Q
  body?: B
  responseType?: Endpoint['responseType']
  response: R
}

const NONE = z.strictObject({})
type None = typeof NONE

/** Declares an endpoint; what is left out admits no parameter. */
export function endpoint<
  Response extends z.ZodType,
  Params extends z.ZodType = None,
  Query extends z.ZodType = None,
  Body extends z.ZodType = None,
>(definition: Definition<Params, Query, Body, Response>): Endpoint<Params, Query, Body, Response> {
  return {
    ...definition,
    params: definition.params ?? (NONE as unknown as Params),
    query: definition.query ?? (NONE as unknown as Query),
    body: definition.body ?? (NONE as unknown as Body),
  }
}
