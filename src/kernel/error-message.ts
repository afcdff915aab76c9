import { Problem } from './errors.ts'

/** An error as a message to another thread can carry it. */
export interface ErrorMessage {
  message: string
  stack: string | undefined
  /** The engine's, by which its failures are told apart. */
  code: unknown
  /** What a `Problem` is besides. */
  problem: Pick<Problem, 'kind' | 'details'> | null
  cause: ErrorMessage | null
}

/** Writes down what was thrown. */
export function toErrorMessage(error: unknown): ErrorMessage {
  if (!(error instanceof Error)) {
    return { message: String(error), stack: undefined, code: undefined, problem: null, cause: null }
  }
  const { message, stack, cause } = error
  return {
    message,
    stack,
    code: 'code' in error ? error.code : undefined,
    problem: error instanceof Problem ? { kind: error.kind, details: error.details } : null,
    cause: cause === undefined ? null : toErrorMessage(cause),
  }
}

/** The error again, of the same words and stack. */
export function fromErrorMessage({ message, stack, code, problem, cause }: ErrorMessage): Error {
  const inner = cause === null ? undefined : fromErrorMessage(cause)
  const error =
    problem === null
      ? new Error(message, { cause: inner })
      : new Problem(problem.kind, message, problem.details, inner)
  if (stack !== undefined) error.stack = stack
  return code === undefined ? error : Object.assign(error, { code })
}
