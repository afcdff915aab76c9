import { Problem } from '../kernel/errors.ts'
import type { BatchMetric, BatchUsageRequest } from './batch-request.ts'
import { GROUPS_MAX } from './groups-max.ts'
import type { UsageScope } from './metric.ts'
import type { PairPlace } from './pair-place.ts'
import { readSqlPairs, type SqlBatchMetric, type SqlPairRow } from './sql-pair-values.ts'

/** All rows of a page's metrics whose groups need no count. */
export type UncountedValues = ReadonlyMap<BatchMetric, readonly SqlPairRow[]>

/**
 * Reads those SQL metrics that have few groups in a page's places, all together fewer than a page may have, before their
 * groups are counted: to count them, SQL is evaluated as a whole.
 * @returns nothing of a metric that has more groups, or that fails: it may fail in a place that the count leaves out.
 */
export async function readUncounted(
  scope: UsageScope,
  request: BatchUsageRequest,
  places: readonly PairPlace[],
): Promise<UncountedValues> {
  const byMetric = [...Map.groupBy(places, ({ pair }) => pair.metric)]
  const broken = byMetric.flatMap(([metric, own]) => (isCounted(metric) ? [{ metric, own }] : []))
  // So many in all, and each below the default limit on rows, which would have it evaluated again in halves.
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
