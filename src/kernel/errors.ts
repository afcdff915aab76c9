/** What can be wrong with a request; each kind has one HTTP status (`src/api/problem.ts`). */
export type ProblemKind =
  | 'invalid'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'too_large'
  | 'unsupported'
  | 'overloaded'
  | 'unavailable'

/** A failure the caller caused or can act on. Its message and details are shown to them. */
export class Problem extends Error {
  readonly kind: ProblemKind
  readonly details: Readonly<Record<string, unknown>>

  constructor(kind: ProblemKind, message: string, details: Record<string, unknown> = {}, cause?: unknown) {
    super(message, { cause })
    this.kind = kind
    this.details = details
  }
}

/** What was thrown, in words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The code that the system or the engine gave an error; undefined where it has none. */
export function codeOf(error: unknown): string | number | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' || typeof error.code === 'number' ? error.code : undefined
}

/** A request that names a field and breaks a rule. */
export function invalid(message: string, details?: Record<string, unknown>): Problem {
  return new Problem('invalid', message, details)
}

/** An id that names nothing in this environment. */
export function notFound(what: string, id: string): Problem {
  return new Problem('not_found', `${what} ${id} was not found`)
}

/** A request that clashes with what is stored, for good: repeating it cannot help (semantics 39). */
export function conflict(message: string, details?: Record<string, unknown>): Problem {
  return new Problem('conflict', message, details)
}
