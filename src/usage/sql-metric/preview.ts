import type { NumberText } from '../../kernel/json.ts'
import type { TimeRange } from '../../kernel/window.ts'
import type { SqlMetric } from '../../metrics/sql/sql-metric.ts'
import { readGroupedUsage, type GroupedUsageRow } from '../grouped-usage.ts'
import type { UsageScope } from '../metric.ts'
import { WindowReads } from '../window-reads.ts'

/** What a metric comes to, in all and by its columns besides the quantity, the first rows of them. */
export interface SqlMetricPreview {
  value: NumberText | null
  names: readonly string[]
  rows: readonly GroupedUsageRow[]
  hasMoreRows: boolean
}

const PREVIEW_ROWS_MAX = 100

/**
 * Evaluates a metric that is not stored over a customer's events in a range.
 * @throws Problem invalid on bad bounds, and where the limits or the data do not admit it (semantics 20).
 */
export async function previewSqlMetric(
  scope: UsageScope,
  metric: SqlMetric,
  identifiers: readonly string[],
  range: TimeRange,
): Promise<SqlMetricPreview> {
  const names = metric.columns.filter((_, index) => index !== metric.valueIndex).map(({ name }) => name)
  const read = (groupKey: readonly string[]) =>
    readGroupedUsage(
      { ...scope, rowsAhead: null, windowReads: new WindowReads() },
      {
        metric: {
          kind: 'sql',
          id: '',
          name: '',
          subject: 'sql: the query',
          sql: metric,
          afterSequence: null,
        },
        identifiers,
        range,
        windowSize: 'NONE',
        groupKey,
        groupFilters: [],
        rowsMax: PREVIEW_ROWS_MAX,
        cursor: undefined,
      },
    )
  const total = await read([])
  const { rows, nextCursor } = names.length === 0 ? { rows: [], nextCursor: null } : await read(names)
  return { value: total.rows[0]?.value ?? null, names, rows, hasMoreRows: nextCursor !== null }
}
