import { warehouseInstant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'
import type { StoredColumns } from '../metrics/property-columns.ts'
import type { SqlMetric } from '../metrics/sql/sql-metric.ts'
import type { MetricTree } from '../metrics/tree.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

/** What usage needs to know of a metric. */
export type UsageMetric = StreamingUsageMetric | SqlUsageMetric

export interface StreamingUsageMetric {
  kind: 'streaming'
  id: string
  name: string
  tree: MetricTree
}

export interface SqlUsageMetric {
  kind: 'sql'
  id: string
  name: string
  /** What messages call its SQL. */
  subject: string
  sql: SqlMetric
  /** Only events that arrived after this one count; null where all do (semantics 13). */
  afterSequence: number | null
}

/** What usage verbs work on. */
export interface UsageScope {
  readonly warehouse: Warehouse
  readonly propertyColumns: { readonly stored: StoredColumns }
}

/** A range as the queries' parameters. */
export function rangeParams(range: TimeRange): { range_from: string; range_to: string } {
  return { range_from: warehouseInstant(range.from), range_to: warehouseInstant(range.to) }
}
