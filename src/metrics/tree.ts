import type { Aggregation } from './definition.ts'

/** A column of the events table that a metric may read. */
export type EventColumn = 'transaction_id' | 'customer_id' | 'event_type' | 'timestamp' | 'accepted_sequence'

/** The text of an event's property; null where it is missing or null. */
export interface PropertyText {
  kind: 'property'
  name: string
}

/** A property read as an exact decimal; null where it is not numeric (semantics 9). */
export interface PropertyNumber {
  kind: 'property_number'
  name: string
}

export type Value = { kind: 'column'; name: EventColumn } | PropertyText

/** A condition on one event. */
export type Condition =
  | { kind: 'one_of'; value: Value; among: readonly string[] }
  /** Passes where the value is null, too. */
  | { kind: 'none_of'; value: Value; among: readonly string[] }
  | { kind: 'is_present'; value: Value }
  | { kind: 'is_absent'; value: Value }
  | { kind: 'accepted_after'; sequence: number }

/** A streaming metric as plain data: the events it matches, the value each brings, and the aggregate over them. */
export interface MetricTree {
  /** All must hold. */
  conditions: readonly Condition[]
  /** What each matched event contributes, one without it not being matched; null for COUNT, which needs none. */
  value: PropertyText | PropertyNumber | null
  aggregation: Aggregation
  /** The properties that usage may be grouped by, each once. */
  groupProperties: readonly string[]
}
