import { invalid } from '../../kernel/errors.ts'
import { compileSql } from './compile-sql.ts'
import type { SqlMetric, SqlRefusal } from './sql-metric.ts'

/**
 * Compiles the text of a new metric.
 * @throws Problem invalid, whose message says where the text is wrong, why and what is allowed; its details list the
 * same as `errors`.
 */
export function admitSql(text: string): SqlMetric {
  const result = compileSql(text)
  if ('metric' in result) return result.metric
  const message = result.refusals.map((refusal) => `sql: ${describeRefusal(refusal)}`).join('; ')
  throw invalid(message, { errors: result.refusals.map(sqlError) })
}

/** A refusal as responses show it; line and column are null where the whole text is meant. */
export interface SqlError {
  code: string
  message: string
  line: number | null
  column: number | null
}

/** Makes that of a refusal. */
export function sqlError({ code, message, position }: SqlRefusal): SqlError {
  return { code, message, line: position?.line ?? null, column: position?.column ?? null }
}

/**
 * The metric that a stored text is.
 * @throws Error where the compiler refuses what it once admitted, which no version may.
 */
export function admittedSql(text: string): SqlMetric {
  const result = compileSql(text)
  if ('metric' in result) return result.metric
  const reasons = result.refusals.map(describeRefusal).join('; ')
  throw new Error(`the SQL of a billable metric is no longer admitted: ${reasons}`)
}

function describeRefusal({ message, position }: SqlRefusal): string {
  return position === null ? message : `line ${position.line}, column ${position.column}: ${message}`
}
