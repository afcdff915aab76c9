import { sql } from '../../kernel/sql.ts'
import { makeMetric } from './make-metric.ts'
import { parseText } from './parse-query.ts'
import { refused, RefusedSql } from './refusals.ts'
import { resolveText } from './resolve-query.ts'
import type { SqlMetric, SqlRefusal } from './sql-metric.ts'

// The engine reads at most 256 KiB of query; the rest is for what is put around a metric.
const EMITTED_MAX = 200_000

/**
 * Compiles an SQL billable metric: reads the text, admits what semantics 15 to 18 and 20 allow, and writes it anew in
 * the engine's SQL. Nothing of the text but its literals reaches the engine. Pure; never throws for any text.
 */
export function compileSql(text: string): { metric: SqlMetric } | { refusals: readonly SqlRefusal[] } {
  try {
    const metric = makeMetric(resolveText(parseText(text)))
    const length = Buffer.byteLength(metric.emit(sql`events`).text)
    if (length > EMITTED_MAX) throw refused('too_large', null, `${length} bytes, of at most ${EMITTED_MAX}`)
    return { metric }
  } catch (error) {
    if (error instanceof RefusedSql) return { refusals: [error.refusal] }
    throw error
  }
}
