import { warehouseInstant, fromWarehouseInstant, type Instant } from '../kernel/instant.ts'
import { derivedId } from '../kernel/ids.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { EVENT_AGE_MAX_MS } from './limits.ts'
import type { StoredProperties } from './properties.ts'
import { findEvents } from './queries.ts'

/** An event as it was received, accepted or a duplicate. */
export interface FoundEvent {
  id: string
  isDuplicate: boolean
  transactionId: string
  customerId: string
  eventType: string
  /** RFC 3339, to the microsecond. */
  timestampText: string
  properties: StoredProperties
  acceptedAt: Instant
  sequence: number
  /** The number of the stored event that holds what this one says: its own, or that of the one it repeats. */
  payloadSequence: number
}

/**
 * Finds the events of the last 34 days with these transaction ids, in order of arrival, each accepted one and
 * each duplicate (semantics 10). An empty list finds none.
 */
export async function searchEvents(
  { warehouse, clock }: { warehouse: Warehouse; clock: Clock },
  transactionIds: readonly string[],
): Promise<FoundEvent[]> {
  if (transactionIds.length === 0) return []
  const rows = await warehouse.run(findEvents, {
    transaction_ids: transactionIds,
    accepted_after: warehouseInstant(clock.now() - EVENT_AGE_MAX_MS),
  })
  return rows.map((row) => ({
    id: derivedId('event', String(row.accepted_sequence)),
    isDuplicate: row.is_duplicate,
    transactionId: row.transaction_id,
    customerId: row.customer_id,
    eventType: row.event_type,
    timestampText: `${row.timestamp.replace(' ', 'T')}Z`,
    properties: {
      texts: new Map(row.property_names.map((name, index) => [name, row.property_texts[index] ?? ''])),
      kinds: row.property_kinds,
      nulls: row.properties_null,
    },
    acceptedAt: fromWarehouseInstant(row.accepted_at),
    sequence: row.accepted_sequence,
    payloadSequence: row.payload_sequence,
  }))
}
