import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { Problem, type ProblemKind } from '../kernel/errors.ts'
import { writeJson } from '../kernel/json.ts'

const STATUS: Readonly<Record<ProblemKind, ContentfulStatusCode>> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  unsupported: 415,
  overloaded: 429,
  unavailable: 503,
}

/** Makes the answer of a problem: `{"message": …}` and its details (semantics 39). */
export function problemResponse(problem: Problem): Response {
  const headers = new Headers({ 'content-type': 'application/json' })
  // The official client retries a bare 409, which cannot help here (reference, SDK section 2.7).
  if (problem.kind === 'conflict') headers.set('x-should-retry', 'false')
  if (problem.kind === 'method_not_allowed') headers.set('allow', String(problem.details['allow']))
  if (problem.kind === 'overloaded') {
    headers.set('retry-after', JSON.stringify(problem.details['retry_after_seconds'] ?? 1))
    headers.set('x-metronome-rate-limit-type', 'client')
  }
  // The rest of the body is not read, so the connection cannot be used again.
  if (problem.kind === 'too_large') headers.set('connection', 'close')
  const body = writeJson({ message: problem.message, ...problem.details })
  return new Response(body, { status: STATUS[problem.kind], headers })
}

/** Makes the answer of an unexpected failure: a request id to look for in the log, and nothing else. */
export function failureResponse(requestId: string): Response {
  const body = writeJson({
    message: `Something went wrong on our side. Quote request ${requestId} to the operator.`,
    request_id: requestId,
  })
  return new Response(body, { status: 500, headers: { 'content-type': 'application/json' } })
}
