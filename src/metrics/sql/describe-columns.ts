import type { SqlMetric, SqlType } from './sql-metric.ts'

const ENGINE_TYPES: Readonly<Record<SqlType, string>> = {
  text: 'Nullable(String)',
  decimal: 'Nullable(Decimal(76, 20))',
  timestamp: "Nullable(DateTime64(6, 'UTC'))",
  boolean: 'Nullable(Bool)',
}

/** What the engine must answer to `DESCRIBE` of a metric's emitted query, so that it can confirm it. */
export function describeColumns(metric: SqlMetric): { name: string; type: string }[] {
  return metric.columns.map(({ type }, index) => ({ name: `column_${index}`, type: ENGINE_TYPES[type] }))
}
