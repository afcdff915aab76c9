import type { Aggregation } from '../metrics/definition.ts'
import { warehouseInstant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

/** What usage needs to know of a metric. */
export interface UsageMetric {
  id: string
  name: string
  aggregation: Aggregation
}

/** What usage verbs work on. */
export interface UsageScope {
  readonly warehouse: Warehouse
}

/** A range as the queries' parameters. */
export function rangeParams(range: TimeRange): { range_from: string; range_to: string } {
  return { range_from: warehouseInstant(range.from), range_to: warehouseInstant(range.to) }
}
