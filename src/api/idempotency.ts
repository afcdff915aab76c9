import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { ingestEvents } from '../../schemas/events.ts'
import { idempotencyHeader } from '../../schemas/idempotency-key.ts'
import { claimKey, type Claim } from '../catalog/idempotency/claim.ts'
import { keepAnswer, releaseKey } from '../catalog/idempotency/finish.ts'
import type { KeptAnswer } from '../catalog/idempotency/rows.ts'
import { conflict } from '../kernel/errors.ts'
import { parseInput } from './parse-request.ts'
import { readBody } from './read-body.ts'
import type { ApiVariables } from './serve.ts'

// Answers to requests that were turned away before anything was done: a repeat may be served.
const NOT_KEPT: ReadonlySet<number> = new Set([401, 429, 503])

// Doing it again counts nothing twice (semantics 6).
const SAFE_TO_REPEAT: ReadonlySet<string> = new Set([ingestEvents.path])

/**
 * Answers a POST whose `Idempotency-Key` was seen in the last 24 hours as it was answered then (semantics 40). Repeats
 * that come while the first is under way wait for it. Keys belong to an environment.
 * @throws Problem invalid where the key is not one; conflict where another request had it, or where the first request's
 * answer was not kept: the service stopped before, or its disk was full.
 */
export function honourIdempotencyKeys() {
  const underWay = new Map<string, Promise<void>>()
  return createMiddleware<{ Variables: ApiVariables }>(async (context, next) => {
    const sent = context.req.header('idempotency-key')
    if (sent === undefined || context.req.method !== 'POST') return next()
    const { 'idempotency-key': key = sent } = parseInput(idempotencyHeader, { 'idempotency-key': sent })
    const environment = context.get('environment')
    const body = await readBody(context)
    // Whoever reads the body after this one finds it here.
    context.set('body', body)
    const fingerprint = fingerprintOf(context, body)
    const end = await takeTurn(underWay, `${environment.name} ${key}`)
    try {
      const claim = await claimKey(environment, key, fingerprint)
      if (claim.state === 'answered') return replay(claim.answer)
      refuseClaim(claim, key, context.req.path)
      await next()
      if (NOT_KEPT.has(context.res.status)) await releaseKey(environment, key)
      else await keepAnswer(environment, key, await answerOf(context.res))
    } finally {
      end()
    }
  })
}

function fingerprintOf({ req }: Context, body: Uint8Array): string {
  const { pathname, search } = new URL(req.url)
  return createHash('sha256').update(`${req.method} ${pathname}${search}\n`).update(body).digest('hex')
}

/** Waits until nobody else has the turn of that name. @returns ends the turn. */
async function takeTurn(underWay: Map<string, Promise<void>>, name: string): Promise<() => void> {
  let earlier = underWay.get(name)
  while (earlier !== undefined) {
    await earlier
    earlier = underWay.get(name)
  }
  const { promise, resolve } = Promise.withResolvers<void>()
  underWay.set(name, promise)
  return () => {
    underWay.delete(name)
    resolve()
  }
}

function refuseClaim({ state }: Claim, key: string, path: string): void {
  const name = `idempotency-key: ${JSON.stringify(key)}`
  if (state === 'other_request') throw conflict(`${name} was sent before with another method, path or body`)
  if (state === 'unanswered' && !SAFE_TO_REPEAT.has(path)) {
    throw conflict(
      `${name} belongs to a request whose answer was not kept, as the service stopped or its disk was full: look up ` +
        'whether it was done, and if not send it with a new key',
    )
  }
}

function replay({ status, headers, body }: KeptAnswer): Response {
  return new Response(body, { status, headers: { ...headers, 'idempotency-replayed': 'true' } })
}

async function answerOf(response: Response): Promise<KeptAnswer> {
  const { connection: _, ...headers } = Object.fromEntries(response.headers)
  return { status: response.status, headers, body: await response.clone().text() }
}
