import { parseQuantity } from '../kernel/decimal.ts'
import type { StreamingDefinition, PropertyFilter, ValueFilter } from './definition.ts'

/** Why an event does not count in a metric whose event type admits it (semantics 10). */
export type UnmatchedReason = 'property_missing' | 'property_not_numeric' | 'property_filtered'

/** What event search says of an event and a metric; `other_type` is not told to the caller. */
export type MatchOutcome = 'matched' | 'other_type' | UnmatchedReason

/**
 * Decides whether one event counts in a metric, and if not why. The view decides what is billed; a property
 * test holds the two equal.
 * @param properties each property's text; null and missing ones are not in it.
 */
export function matchEvent(
  definition: StreamingDefinition,
  eventType: string,
  properties: ReadonlyMap<string, string>,
): MatchOutcome {
  if (!admits(definition.eventTypeFilter, eventType)) return 'other_type'
  const reasons = definition.propertyFilters.map((filter) =>
    filterReason(filter, properties.get(filter.name)),
  )
  if (reasons.includes('property_missing')) return 'property_missing'
  if (reasons.includes('property_filtered')) return 'property_filtered'
  return aggregatedReason(definition, properties) ?? 'matched'
}

function filterReason(filter: PropertyFilter, text: string | undefined): UnmatchedReason | null {
  if (text === undefined) {
    return filter.exists === true || filter.inValues !== null ? 'property_missing' : null
  }
  return filter.exists === false || !admits(filter, text) ? 'property_filtered' : null
}

function aggregatedReason(
  { aggregation, aggregationKey }: StreamingDefinition,
  properties: ReadonlyMap<string, string>,
): UnmatchedReason | null {
  if (aggregationKey === null) return null
  const text = properties.get(aggregationKey)
  if (text === undefined) return 'property_missing'
  return aggregation !== 'UNIQUE' && parseQuantity(text) === null ? 'property_not_numeric' : null
}

function admits({ inValues, notInValues }: ValueFilter, text: string): boolean {
  return (inValues === null || inValues.includes(text)) && !(notInValues?.includes(text) ?? false)
}
