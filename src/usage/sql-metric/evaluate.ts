import type { Sql } from '../../kernel/sql.ts'
import { emitGroupFilter, groupText, type GroupFilter } from '../../metrics/groups.ts'
import { blameSql, LimitedQueryError, type LimitedQueryFault } from '../../warehouse/limited-query-error.ts'
import type { ParamValue, Query } from '../../warehouse/query.ts'
import type { UsageScope } from '../metric.ts'
import {
  activePlaces,
  halvesOf,
  statementByKeys,
  statementsAlone,
  statementsByPlaces,
  type Evaluation,
  type ResultStatement,
} from './result-statements.ts'

/**
 * Evaluates an SQL metric, each customer and window as if by itself (semantics 19), and gives the rows that a query
 * makes of the results, statement by statement.
 * @param query one whose fragments are `rows` and `group_filter`.
 * @param rowsMax how many rows are enough; there may be more, as the last statement's rows are all given.
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
    : statementsByPlaces(wanted, await activePlaces(scope, wanted))
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

/**
 * The statements to try in place of one that failed; null where no smaller one could do better. Where it took too much,
 * half of its places may stay within the limits. For any other fault each place is evaluated by itself: one pass over
 * several is slower and nested more deeply, and computes values of events that WHERE leaves out.
 */
async function divide(
  scope: UsageScope,
  evaluation: Evaluation,
  statement: ResultStatement,
  error: unknown,
): Promise<ResultStatement[] | null> {
  if (!(error instanceof LimitedQueryError)) return null
  const isTooMuch = TOO_MUCH.has(error.fault)
  switch (statement.form) {
    case 'byKeys': {
      if (error.fault === 'seconds') return null
      const active = await activePlaces(scope, evaluation)
      return isTooMuch ? statementsByPlaces(evaluation, active) : statementsAlone(evaluation, active)
    }
    case 'byPlaces':
      return isTooMuch ? halvesOf(evaluation, statement) : statementsAlone(evaluation, statement.places)
    case 'alone':
      return isTooMuch && statement.places.length > 1 ? halvesOf(evaluation, statement) : null
  }
}

/** The limits that many places can exceed together where no one of them does by itself. */
const TOO_MUCH: ReadonlySet<LimitedQueryFault> = new Set(['memory_bytes', 'rows_read', 'result_rows'])
