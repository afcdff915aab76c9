import type { Sql } from '../../kernel/sql.ts'
import { emitGroupFilter, groupText, type GroupFilter } from '../../metrics/groups.ts'
import { blameSql, LimitedQueryError } from '../../warehouse/limited-query-error.ts'
import type { ParamValue, Query } from '../../warehouse/query.ts'
import type { UsageScope } from '../metric.ts'
import { halves, resultStatements, type Evaluation } from './result-statements.ts'

/**
 * Evaluates an SQL metric and gives the rows that a query makes of its results, statement by statement.
 * @param query one whose fragments are `rows` and `group_filter`.
 * @param rowsMax how many rows are enough; those of the last statement are all there.
 * @throws Problem invalid where the limits or the data do not admit it (semantics 20).
 */
export async function evaluateSqlMetric<Params extends Readonly<Record<string, ParamValue>>, Row>(
  scope: UsageScope,
  evaluation: Evaluation,
  filters: readonly GroupFilter[],
  query: Query<Params, Row>,
  params: Params,
  rowsMax = Infinity,
): Promise<Row[]> {
  const filter = emitGroupFilter(filters, groupText(evaluation.groupKey))
  const waiting = await resultStatements(scope, evaluation)
  const rows: Row[] = []
  for (let next = waiting.shift(); next !== undefined && rows.length < rowsMax; next = waiting.shift()) {
    const fragments: Record<string, Sql> = { rows: next.rows, group_filter: filter.condition }
    try {
      rows.push(
        ...(await scope.warehouse.runLimited(
          query,
          { ...params, ...filter.params, ...next.params },
          fragments,
        )),
      )
    } catch (error) {
      // Together they may take more than each does; time alone is for all of them.
      const parts = isOfMany(error) ? halves(evaluation, next) : null
      if (parts === null) throw blameSql(error, `billable metric ${evaluation.metric.id}: its SQL`)
      waiting.unshift(...parts)
    }
  }
  return rows
}

function isOfMany(error: unknown): boolean {
  return (
    error instanceof LimitedQueryError && ['memory_bytes', 'rows_read', 'result_rows'].includes(error.fault)
  )
}
