import type { Sql } from '../../kernel/sql.ts'
import { emitGroupFilter, groupText, type GroupFilter } from '../../metrics/groups.ts'
import { blameSql, LimitedQueryError, type LimitedQueryFault } from '../../warehouse/limited-query-error.ts'
import type { ParamValue, Query } from '../../warehouse/query.ts'
import type { UsageScope } from '../metric.ts'
import {
  halvesOf,
  statementByKeys,
  statementsOfPlaces,
  type Evaluation,
  type ResultStatement,
} from './result-statements.ts'

/**
 * Evaluates an SQL metric, each customer and window as if by itself (semantics 19), and gives the rows that a query
 * makes of the results, statement by statement.
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
  const { metric, groupKey } = evaluation
  const places = evaluation.places.filter(({ identifiers }) => identifiers.length > 0)
  if (places.length === 0) return []
  const wanted = { ...evaluation, places }
  const filter = emitGroupFilter(filters, groupText(groupKey))
  const waiting = metric.sql.isSingleAggregation
    ? [statementByKeys(wanted)]
    : await statementsOfPlaces(scope, wanted)
  const rows: Row[] = []
  for (let next = waiting.shift(); next !== undefined && rows.length < rowsMax; next = waiting.shift()) {
    const fragments: Record<string, Sql> = { rows: next.rows, group_filter: filter.condition }
    const own = { ...params, ...filter.params, ...next.params }
    try {
      rows.push(...(await scope.warehouse.runLimited(query, own, fragments)))
    } catch (error) {
      const parts = await divide(scope, wanted, next, error)
      if (parts === null) throw blameSql(error, metric.subject)
      waiting.unshift(...parts)
    }
  }
  return rows
}

/** A statement that fails for what it does at once, in parts that may not; null where it fails for good. */
async function divide(
  scope: UsageScope,
  evaluation: Evaluation,
  statement: ResultStatement,
  error: unknown,
): Promise<ResultStatement[] | null> {
  if (!(error instanceof LimitedQueryError)) return null
  if (statement.isByKeys) return IN_ONE_PASS.has(error.fault) ? statementsOfPlaces(scope, evaluation) : null
  return statement.places.length > 1 && TOGETHER.has(error.fault) ? halvesOf(evaluation, statement) : null
}

/** What many places may take together where none does by itself. Time is not: it is for all that is asked at once. */
const TOGETHER: ReadonlySet<LimitedQueryFault> = new Set(['memory_bytes', 'rows_read', 'result_rows'])
/** One pass computes values of events that WHERE leaves out, too, and may fail on those. */
const IN_ONE_PASS: ReadonlySet<LimitedQueryFault> = new Set([...TOGETHER, 'number_size', 'text_size'])
