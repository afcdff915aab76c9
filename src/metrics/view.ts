import { identifier, sql, stringLiteral, type Sql } from '../kernel/sql.ts'
import { emitMetric } from './emit.ts'
import type { MetricTree } from './tree.ts'

/** The name of the warehouse view that is a metric. */
export function viewName(metricId: string): string {
  return `metric_${metricId.replaceAll('-', '_')}`
}

/** The view's name in composed SQL. */
export function viewIdentifier(metricId: string): Sql {
  return identifier(viewName(metricId))
}

/** Writes the statement that makes a metric's view; the comment lets analysts find it by the metric's name. */
export function emitCreateView(metricId: string, metricName: string, tree: MetricTree): Sql {
  return sql`CREATE OR REPLACE VIEW ${viewIdentifier(metricId)} AS
${emitMetric(tree)}
COMMENT ${stringLiteral(metricName)}`
}
