import { engineType } from './emit-expr.ts'
import type { SqlMetric } from './sql-metric.ts'

/** What the engine must answer to `DESCRIBE` of a metric's emitted query, so that it can confirm it. */
export function describeColumns(metric: SqlMetric): { name: string; type: string }[] {
  return metric.columns.map(({ type }, index) => ({ name: `column_${index}`, type: engineType(type).text }))
}
