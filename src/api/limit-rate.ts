import { createMiddleware } from 'hono/factory'
import type { Clock } from '../kernel/clock.ts'
import { Problem } from '../kernel/errors.ts'
import type { ApiVariables } from './serve.ts'

/**
 * Lets each bearer token make so many requests a second, saving up at most one second's worth.
 * @param wall the machine's time: an environment's clock may stand still.
 * @throws Problem overloaded, with the seconds after which the next request is let through.
 */
export function limitRate(requestsPerSecondMax: number, wall: Clock) {
  const buckets = new Map<string, { requests: number; at: number }>()
  return createMiddleware<{ Variables: ApiVariables }>(async (context, next) => {
    const token = context.req.header('authorization') ?? ''
    const now = wall.now()
    const bucket = buckets.get(token) ?? { requests: requestsPerSecondMax, at: now }
    const saved = bucket.requests + ((now - bucket.at) / 1000) * requestsPerSecondMax
    bucket.requests = Math.min(requestsPerSecondMax, saved)
    bucket.at = now
    buckets.set(token, bucket)
    if (bucket.requests < 1) {
      const seconds = Math.ceil((1 - bucket.requests) / requestsPerSecondMax)
      throw new Problem('overloaded', `more than ${requestsPerSecondMax} requests a second with this token`, {
        retry_after_seconds: seconds,
      })
    }
    bucket.requests -= 1
    await next()
  })
}
