import { invalid } from '../kernel/errors.ts'
import { compileMetric } from './compile.ts'
import type { StreamingDefinition } from './definition.ts'
import { emitMetric } from './emit.ts'
import { EMITTED_BYTES_MAX } from './emitted-max.ts'

/**
 * Holds a streaming metric's definition to the rules between its fields (reference section 2.1, semantics 14).
 * @throws Problem invalid, naming the field and the rule.
 */
export function validateDefinition(definition: StreamingDefinition): void {
  const { aggregation, aggregationKey, propertyFilters, groupKeys } = definition
  const names = propertyFilters.map((filter) => filter.name)
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined) throw invalid(`property_filters: ${quote(repeated)} has more than one filter`)

  if (aggregation === 'COUNT' && aggregationKey !== null) {
    throw invalid('aggregation_key: does not apply to COUNT')
  }
  if (aggregation !== 'COUNT' && aggregationKey === null) {
    throw invalid(`aggregation_key: is required for ${aggregation}`)
  }
  if (aggregationKey !== null && !names.includes(aggregationKey)) {
    throw invalid('aggregation_key: The specified aggregation key must be one of the property filter names.')
  }
  for (const filter of propertyFilters) {
    if (filter.name === aggregationKey && filter.exists === false) {
      throw invalid(
        `property_filters: ${quote(filter.name)} is aggregated and so cannot be required to be absent`,
      )
    }
    if (filter.exists === false && filter.inValues !== null) {
      throw invalid(`property_filters: ${quote(filter.name)} cannot be absent and have one of in_values`)
    }
  }
  for (const key of groupKeys) {
    if (new Set(key).size !== key.length)
      throw invalid(`group_keys: [${key.join(', ')}] names a property twice`)
    for (const name of key) validateGroupProperty(definition, name)
  }
  validateLength(definition)
}

/** Whether the engine can read it, also where events has no column for any of its properties. */
function validateLength(definition: StreamingDefinition): void {
  const bytes = Buffer.byteLength(emitMetric(compileMetric(definition, null), new Set()).text)
  if (bytes <= EMITTED_BYTES_MAX) return
  const { eventTypeFilter, propertyFilters } = definition
  const isOfTypes = JSON.stringify(eventTypeFilter).length > JSON.stringify(propertyFilters).length
  throw invalid(
    `${isOfTypes ? 'event_type_filter' : 'property_filters'}: too long; with all its names and values the metric comes to ` +
      `${bytes} bytes of SQL, of at most ${EMITTED_BYTES_MAX}`,
  )
}

function validateGroupProperty(definition: StreamingDefinition, name: string): void {
  const filter = definition.propertyFilters.find((candidate) => candidate.name === name)
  if (filter === undefined) {
    throw invalid(`group_keys: Group key '${name}' does not match one of the property filter names.`)
  }
  if (filter.exists !== true && filter.inValues === null) {
    throw invalid(`group_keys: ${quote(name)} needs a property filter with exists true or in_values`)
  }
}

function quote(name: string): string {
  return JSON.stringify(name)
}
