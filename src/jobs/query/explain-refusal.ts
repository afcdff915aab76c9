import { codeOf, messageOf } from '../../kernel/errors.ts'
import { LimitedQueryError, type LimitedQueryFault } from '../../warehouse/limited-query-error.ts'

const LIMITS: ReadonlySet<LimitedQueryFault> = new Set([
  'seconds',
  'memory_bytes',
  'rows_read',
  'result_rows',
])
const SYNTAX_ERROR = 62
const UNKNOWN_QUERY_PARAMETER = 456
const REASON_SHOWN_MAX = 500

/** Whether the engine could not parse a query. */
export function isSyntaxError(error: unknown): boolean {
  return Number(codeOf(error)) === SYNTAX_ERROR
}

/** Why the engine refused a query, on one line. */
export function explainRefusal(error: unknown): string {
  if (error instanceof LimitedQueryError) {
    // The messages of other faults are written for metrics; the engine's own tell an analyst more.
    return LIMITS.has(error.fault) ? `the query ${error.message}` : explainRefusal(error.cause)
  }
  const reason = onOneLine(messageOf(error))
  if (Number(codeOf(error)) !== UNKNOWN_QUERY_PARAMETER) return reason
  return `${reason}: give it with --param, or to a view in its parentheses, as a constant`
}

/** A message of the engine on one line, without the list of what it expected instead and without the query. */
function onOneLine(message: string): string {
  const line = message
    .replaceAll(/\s+/g, ' ')
    .replace(/\. Expected one of: .*$/, '')
    .replace(/:? In scope .*?(?=\. Maybe you meant|$)/i, '')
    .replace(/[\s.:]+$/, '')
  return line.length > REASON_SHOWN_MAX ? `${line.slice(0, REASON_SHOWN_MAX)}…` : line
}
