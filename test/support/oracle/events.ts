import { DAY, readInstant, type Micros } from './instant.ts'
import type { JsonEntry, JsonValue } from './json-value.ts'

/** An event as it is sent. */
export interface SentEvent {
  transactionId: string
  customerId: string
  eventType: string
  timestamp: string
  properties: readonly JsonEntry[]
}

/** An event as it was received. */
export interface ReceivedEvent {
  transactionId: string
  customerId: string
  eventType: string
  instant: Micros
  properties: ReadonlyMap<string, JsonValue>
  acceptedAt: Micros
  /** Its place in the order of arrival, duplicates counted. */
  arrival: number
}

/** Every event that arrived, sorted into those that count and those that repeat one. */
export interface EventLog {
  arrivals: number
  accepted: ReceivedEvent[]
  duplicates: ReceivedEvent[]
}

/** How long an accepted transaction_id is taken (semantics 6). */
const TAKEN_FOR = 34n * DAY

export function emptyEventLog(): EventLog {
  return { arrivals: 0, accepted: [], duplicates: [] }
}

/** Receives a request's events in order: the first with a transaction_id wins, for 34 days from then. */
export function receive(log: EventLog, events: readonly SentEvent[], now: Micros): void {
  for (const sent of events) {
    log.arrivals += 1
    const event: ReceivedEvent = {
      transactionId: sent.transactionId,
      customerId: sent.customerId,
      eventType: sent.eventType,
      instant: readInstant(sent.timestamp),
      properties: new Map(sent.properties),
      acceptedAt: now,
      arrival: log.arrivals,
    }
    const isTaken = log.accepted.some(
      (earlier) => earlier.transactionId === event.transactionId && now < earlier.acceptedAt + TAKEN_FOR,
    )
    ;(isTaken ? log.duplicates : log.accepted).push(event)
  }
}
