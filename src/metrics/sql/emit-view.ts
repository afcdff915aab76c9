import { identifier, joinSql, quotedIdentifier, sql, stringLiteral, type Sql } from '../../kernel/sql.ts'
import { parameterScope, withSource } from './emit-source.ts'
import type { SqlMetric } from './sql-metric.ts'

/**
 * Writes the SELECT that is an SQL metric's view: its result over one customer's events in a range, which are the
 * view's parameters. The columns are named as the text names them.
 */
export function emitSqlView(metric: SqlMetric, afterSequence: number | null): Sql {
  const columns = metric.columns.map(
    // Not plain column_0: an alias of the text's may be the name of another column of ours.
    ({ name }, index) => sql`metric.${identifier(`column_${index}`)} AS ${quotedIdentifier(name)}`,
  )
  const result = withSource(parameterScope(afterSequence), (source) => metric.emit(source))
  return sql`SELECT ${joinSql(columns, ', ')}
FROM
(
${result}
) AS metric`
}

/** How the view is asked, for its comment. */
export function describeSqlView(metric: SqlMetric, view: Sql): string {
  const call = sql`${view}(identifiers = ['customer', 'alias'], range_from = '2024-08-01 00:00:00', range_to = '2024-09-01 00:00:00')`
  const quantity = stringLiteral(metric.columns[metric.valueIndex]?.name ?? '')
  return `SELECT * FROM ${call.text}; the quantity is the column ${quantity.text}`
}
