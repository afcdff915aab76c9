import { warehouseInstant, type Instant } from '../kernel/instant.ts'
import type { ValidEvent } from './validate-events.ts'

/** A row of `events` or `event_duplicates`, as it is inserted. */
export function toEventRow(
  event: ValidEvent,
  acceptedAt: Instant,
  sequence: number,
): Record<string, unknown> {
  return {
    transaction_id: event.transactionId,
    customer_id: event.customerId,
    event_type: event.eventType,
    timestamp: event.timestampText,
    properties: Object.fromEntries(event.properties.texts),
    property_kinds: event.properties.kinds,
    properties_null: event.properties.nulls,
    accepted_at: warehouseInstant(acceptedAt),
    accepted_sequence: sequence,
  }
}
