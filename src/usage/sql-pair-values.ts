import type { NumberText } from '../kernel/json.ts'
import { groupFiltersOf, type BatchMetric, type BatchUsageRequest } from './batch-request.ts'
import type { SqlUsageMetric, UsageScope } from './metric.ts'
import { placesOf, type PairPlace } from './pair-place.ts'
import { sqlMetricBatchUsage } from './queries.ts'
import { evaluateSqlMetric } from './sql-metric/evaluate.ts'
import { stretchesOf } from './stretches.ts'

export type SqlBatchMetric = SqlUsageMetric & Pick<BatchMetric, 'groupBy'>

/** A group's value in a place; without a group, there for the total alone. */
export interface SqlPairRow {
  owner_id: string
  window_number: number
  asked_groups: readonly (string | null)[]
  value: NumberText | null
  /** The exact sum of all groups of the place, those that are not asked for too (semantics 18). */
  total: NumberText | null
}

/**
 * An SQL metric's totals and groups in places of its own, by one evaluation: at least a row for each place with a result.
 * @param rowsMax how many rows are enough; where as many or more are given, others may be missing.
 * @throws Problem invalid where the limits or the data do not admit it (semantics 20).
 */
export async function readSqlPairs(
  scope: UsageScope,
  { windowSize }: BatchUsageRequest,
  metric: SqlBatchMetric,
  own: readonly PairPlace[],
  rowsMax = Number.MAX_SAFE_INTEGER,
): Promise<SqlPairRow[]> {
  const { groupBy } = metric
  const groupKey = groupBy === null ? [] : [groupBy.property]
  const filters = groupFiltersOf(metric)
  // By stretches, so that no windows past the page are read: they can have any number of groups.
  const stretches = groupBy === null ? [own] : stretchesOf(own)
  let rows: SqlPairRow[] = []
  for (const stretch of stretches) {
    const left = rowsMax - rows.length
    if (left <= 0) break
    const evaluation = { metric, places: placesOf(stretch), windowSize, groupKey }
    rows = rows.concat(
      await evaluateSqlMetric(scope, evaluation, filters, sqlMetricBatchUsage, { rows_max: left }, left),
    )
  }
  return rows
}
