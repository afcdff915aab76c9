import { propertyText, type JsonValue } from '../json-value.ts'
import type { Micros } from '../instant.ts'
import type { Query } from './tree.ts'
import type { Computation, SqlValue } from './values.ts'

/** An event that a metric is evaluated over. */
export interface SqlEvent {
  transactionId: string
  customerId: string
  eventType: string
  instant: Micros
  properties: ReadonlyMap<string, JsonValue>
}

/** A row on its way through a query: of events, or of a subquery. */
export interface Row {
  values: ReadonlyMap<string, SqlValue>
  event: SqlEvent | null
}

/** What an evaluation works on. */
export interface Evaluation extends Computation {
  events: readonly SqlEvent[]
  /** Evaluates a subquery. */
  rowsOf: (query: Query) => SqlValue[][]
}

/** Where an expression is evaluated. */
export interface Place {
  row: Row
  /** The rows that aggregates go over: those of the row's group. */
  group: readonly Row[]
  /** The rows that window functions look at. */
  all: readonly Row[]
}

/** The rows of the table `events`. */
export function eventRows(events: readonly SqlEvent[]): Row[] {
  return events.map((event) => ({
    event,
    values: new Map<string, SqlValue>([
      ['transaction_id', event.transactionId],
      ['customer_id', event.customerId],
      ['event_type', event.eventType],
      ['timestamp', event.instant],
    ]),
  }))
}

/** The text of a property at a path; null where any step is missing, null or not an object. */
export function textAt(event: SqlEvent, [name = '', ...rest]: readonly string[]): string | null {
  let value: JsonValue | undefined = event.properties.get(name)
  for (const step of rest) value = entryOf(value, step)
  return propertyText(value)
}

function entryOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || !('object' in value)) return undefined
  return value.object.find(([key]) => key === name)?.[1]
}
