import { sql } from '../../kernel/sql.ts'
import { EMITTED_BYTES_MAX } from '../emitted-max.ts'
import { makeMetric } from './make-metric.ts'
import { parseText } from './parse-query.ts'
import { refused, RefusedSql } from './refusals.ts'
import { resolveText } from './resolve-query.ts'
import type { SqlMetric, SqlRefusal } from './sql-metric.ts'

/**
 * Compiles an SQL billable metric: reads the text, admits what semantics 15 to 18 and 20 allow, and writes it anew in
 * the engine's SQL. Nothing of the text but its literals reaches the engine. Pure; never throws for any text.
 */
export function compileSql(text: string): { metric: SqlMetric } | { refusals: readonly SqlRefusal[] } {
  try {
    const metric = makeMetric(resolveText(parseText(text)))
    const length = Buffer.byteLength(metric.emit(sql`events`).text)
    if (length > EMITTED_BYTES_MAX)
      throw refused('too_large', null, `${length} bytes, of at most ${EMITTED_BYTES_MAX}`)
    return { metric }
  } catch (error) {
    if (error instanceof RefusedSql) return { refusals: [error.refusal] }
    throw error
  }
}
