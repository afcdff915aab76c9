import { Problem } from '../kernel/errors.ts'
import type { BatchMetric, BatchUsageRequest } from './batch-request.ts'
import { GROUPS_MAX } from './groups-max.ts'
import type { UsageScope } from './metric.ts'
import type { PairPlace } from './pair-place.ts'
import { readSqlPairs, type SqlBatchMetric, type SqlPairRow } from './sql-pair-values.ts'

/** By metric, all its rows on the page, where its groups need not be counted. */
export type UncountedValues = ReadonlyMap<BatchMetric, readonly SqlPairRow[]>

/**
 * Reads SQL metrics that are broken down by all groups there are, without counting the groups first: a count evaluates
 * the SQL as a whole, so where the groups are few, one evaluation is saved.
 * @returns no rows for a metric that has too many groups for that, or that fails: it may fail in a place that the page,
 * once cut by the count, does not show.
 */
export async function readUncounted(
  scope: UsageScope,
  request: BatchUsageRequest,
  places: readonly PairPlace[],
): Promise<UncountedValues> {
  const byMetric = [...Map.groupBy(places, ({ pair }) => pair.metric)]
  const broken = byMetric.flatMap(([metric, own]) => (isCounted(metric) ? [{ metric, own }] : []))
  // Together no more than a page may have. Each stays below the default limit on rows: past it, a metric would be
  // evaluated again in halves.
  const rowsMax = Math.floor((GROUPS_MAX - 1) / Math.max(broken.length, 1))
  const values = new Map<BatchMetric, readonly SqlPairRow[]>()
  await Promise.all(
    broken.map(async ({ metric, own }) => {
      try {
        const rows = await readSqlPairs(scope, request, metric, own, rowsMax + 1)
        if (rows.length <= rowsMax) values.set(metric, rows)
      } catch (error) {
        if (!(error instanceof Problem && error.kind === 'invalid')) throw error
      }
    }),
  )
  return values
}

function isCounted(metric: BatchMetric): metric is SqlBatchMetric {
  return metric.kind === 'sql' && metric.groupBy !== null && metric.groupBy.values === null
}
