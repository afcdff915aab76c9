import { createMiddleware } from 'hono/factory'
import { Problem } from '../kernel/errors.ts'
import type { Environment } from './environment.ts'
import type { ApiVariables } from './serve.ts'

/**
 * Lets a request with a known bearer token through, into the token's environment (semantics 1).
 * @throws Problem unauthorized
 */
export function authenticate(environmentOf: (token: string) => Environment | undefined) {
  return createMiddleware<{ Variables: ApiVariables }>(async (context, next) => {
    const [scheme, token] = (context.req.header('authorization') ?? '').split(' ')
    const environment = scheme?.toLowerCase() === 'bearer' ? environmentOf(token ?? '') : undefined
    if (environment === undefined) {
      throw new Problem('unauthorized', 'authorization: expected a bearer token of this service')
    }
    context.set('environment', environment)
    await next()
  })
}
