import type { MetricDefinition } from './definition.ts'
import { admittedSql } from './sql/admit-sql.ts'

/**
 * The group keys of a metric: those it declares, or for SQL its output columns besides the quantity as one
 * (reference section 1.1).
 */
export function metricGroupKeys(definition: MetricDefinition): readonly (readonly string[])[] {
  switch (definition.kind) {
    case 'streaming':
      return definition.groupKeys
    case 'sql': {
      const { columns, valueIndex } = admittedSql(definition.text)
      const names = columns.filter((_, index) => index !== valueIndex).map(({ name }) => name)
      return names.length === 0 ? [] : [names]
    }
  }
}
