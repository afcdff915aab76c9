import type { Metric } from '../catalog/billable-metrics/rows.ts'
import type { SqlDefinition } from '../metrics/definition.ts'
import { admittedSql } from '../metrics/sql/admit-sql.ts'
import type { SqlUsageMetric } from '../usage/metric.ts'

/** A stored SQL metric as usage and event search evaluate it. */
export function toSqlUsageMetric(
  { id, name, afterSequence }: Metric,
  { text }: SqlDefinition,
): SqlUsageMetric {
  return {
    kind: 'sql',
    id,
    name,
    subject: `billable metric ${id}: its SQL`,
    sql: admittedSql(text),
    afterSequence,
  }
}
