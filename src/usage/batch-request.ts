import type { TimeRange, WindowSize } from '../kernel/window.ts'
import type { GroupFilter } from '../metrics/groups.ts'
import type { UsageMetric } from './metric.ts'

export interface UsageCustomer {
  id: string
  /** Every text the customer's events may carry. */
  identifiers: readonly string[]
}

export type BatchMetric = UsageMetric & {
  /** A property, for SQL a column, to break each value down by; with values, only into these. */
  groupBy: { property: string; values: readonly string[] | null } | null
}

export interface BatchUsageRequest {
  metrics: readonly BatchMetric[]
  /** Null for all customers; an empty list selects none. */
  customers: readonly UsageCustomer[] | null
  /** Whether the metrics were named; with named customers, every pair is then answered for. */
  areMetricsNamed: boolean
  /** Whose the events with these ids are; ids of no customer, or of one not asked for, are left out. */
  attribute: (identifiers: readonly string[]) => Promise<ReadonlyMap<string, string>>
  range: TimeRange
  windowSize: WindowSize
  cursor: string | undefined
}

/** The groups that a metric's values are broken down into; no filter where it is all there are, or none. */
export function groupFiltersOf({ groupBy }: Pick<BatchMetric, 'groupBy'>): GroupFilter[] {
  if (groupBy === null || groupBy.values === null) return []
  return [{ property: groupBy.property, values: groupBy.values }]
}
