import type { StreamingDefinition, PropertyFilter } from './definition.ts'
import type { Condition, MetricTree, PropertyText, Value } from './tree.ts'

/**
 * Compiles a valid definition into its tree.
 * @param afterSequence where given, only events accepted after this one match (semantics 13).
 */
export function compileMetric(definition: StreamingDefinition, afterSequence: number | null): MetricTree {
  const value = aggregatedValue(definition)
  const conditions = [
    ...eventTypeConditions(definition),
    ...definition.propertyFilters.flatMap((filter) =>
      // What is aggregated is there anyway.
      filterConditions(filter.name === value?.name ? { ...filter, exists: null } : filter),
    ),
    ...(afterSequence === null ? [] : [{ kind: 'accepted_after', sequence: afterSequence } as const]),
  ]
  const groupProperties = [...new Set(definition.groupKeys.flat())]
  return { conditions, value, aggregation: definition.aggregation, groupProperties }
}

// SUM, MAX and LATEST skip what is not numeric; UNIQUE takes any text that is there (semantics 10).
function aggregatedValue({ aggregation, aggregationKey }: StreamingDefinition): MetricTree['value'] {
  if (aggregationKey === null) return null
  return { kind: aggregation === 'UNIQUE' ? 'property' : 'property_number', name: aggregationKey }
}

function eventTypeConditions({ eventTypeFilter }: StreamingDefinition): Condition[] {
  return valueConditions({ kind: 'column', name: 'event_type' }, eventTypeFilter)
}

function filterConditions(filter: PropertyFilter): Condition[] {
  const value: PropertyText = { kind: 'property', name: filter.name }
  const existence: Condition[] =
    filter.exists === null ? [] : [{ kind: filter.exists ? 'is_present' : 'is_absent', value }]
  return [...existence, ...valueConditions(value, filter)]
}

function valueConditions(
  value: Value,
  { inValues, notInValues }: Pick<PropertyFilter, 'inValues' | 'notInValues'>,
): Condition[] {
  const conditions: Condition[] = []
  if (inValues !== null) conditions.push({ kind: 'one_of', value, among: inValues })
  if (notInValues !== null && notInValues.length > 0) {
    conditions.push({ kind: 'none_of', value, among: notInValues })
  }
  return conditions
}
