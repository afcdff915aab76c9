/** How a streaming metric turns the events it matches into one number. */
export type Aggregation = 'COUNT' | 'SUM' | 'MAX' | 'UNIQUE' | 'LATEST'

export interface ValueFilter {
  /** Null admits every value. */
  inValues: readonly string[] | null
  notInValues: readonly string[] | null
}

export interface PropertyFilter extends ValueFilter {
  name: string
  /** True: present and not null; false: missing or null; null: either (semantics 10). */
  exists: boolean | null
}

/** A streaming billable metric: which events it matches and how it aggregates them (reference section 2.1). */
export interface StreamingDefinition {
  kind: 'streaming'
  aggregation: Aggregation
  /** The property that is aggregated; null for COUNT alone. */
  aggregationKey: string | null
  eventTypeFilter: ValueFilter
  /** All must pass. */
  propertyFilters: readonly PropertyFilter[]
  groupKeys: readonly (readonly string[])[]
}

/** An SQL billable metric: its text as it was written (semantics 15 to 19). */
export interface SqlDefinition {
  kind: 'sql'
  text: string
}

export type MetricDefinition = StreamingDefinition | SqlDefinition
