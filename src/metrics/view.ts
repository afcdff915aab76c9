import { identifier, sql, stringLiteral, type Sql } from '../kernel/sql.ts'
import { compileMetric } from './compile.ts'
import type { MetricDefinition } from './definition.ts'
import { emitMetric } from './emit.ts'
import type { StoredColumns } from './property-columns.ts'
import { admittedSql } from './sql/admit-sql.ts'
import { describeSqlView, emitSqlView } from './sql/emit-view.ts'

/** The name of the warehouse view that is a metric. */
export function viewName(metricId: string): string {
  return `metric_${metricId.replaceAll('-', '_')}`
}

/** The view's name in composed SQL. */
export function viewIdentifier(metricId: string): Sql {
  return identifier(viewName(metricId))
}

/** What a metric's view is made of. */
export interface ViewedMetric {
  id: string
  name: string
  definition: MetricDefinition
  /** Only events that arrived after this one count; null where all do (semantics 13). */
  afterSequence: number | null
}

/**
 * Writes the statement that makes a metric's view; the comment lets analysts find it by the metric's name. A streaming
 * metric's view has a row for each event it counts, an SQL metric's is its result for a customer and a range.
 * @param stored the property columns that `events` has.
 */
export function emitCreateView(
  { id, name, definition, afterSequence }: ViewedMetric,
  stored: StoredColumns,
): Sql {
  const view = viewIdentifier(id)
  switch (definition.kind) {
    case 'streaming':
      return createView(view, emitMetric(compileMetric(definition, afterSequence), stored), name)
    case 'sql': {
      const metric = admittedSql(definition.text)
      return createView(view, emitSqlView(metric, afterSequence), `${name}: ${describeSqlView(metric, view)}`)
    }
  }
}

function createView(view: Sql, query: Sql, comment: string): Sql {
  return sql`CREATE OR REPLACE VIEW ${view} AS
${query}
COMMENT ${stringLiteral(comment)}`
}
