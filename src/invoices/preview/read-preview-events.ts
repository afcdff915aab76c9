import { invalid } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { formatInstant, type Instant } from '../../kernel/instant.ts'
import type { EventParts } from '../../ingest/event-text.ts'
import { checkEvent } from '../../ingest/validate-events.ts'

/** How many bytes the properties of one event, and of all, may have: a preview is sent to the engine with its query. */
const EVENT_BYTES_MAX = 60_000
const ALL_BYTES_MAX = 1_000_000

/** An event of a preview, as it would be stored. */
export type PreviewEvent = EventParts

/** An event as a request for a preview gives it. */
export interface GivenEvent {
  /** Null where it has none; it is then a new one. */
  transactionId: string | null
  eventType: string
  /** RFC 3339; null where it happens now. */
  timestamp: string | null
  properties: Record<string, unknown>
}

export interface PreviewLimits {
  /** How many events a request may hold. */
  eventsMax: number
  /** How far behind the clock a timestamp may be. */
  ageMaxMs: number
}

/**
 * Reads a preview's events by the rules of ingest (semantics 4 and 5), all or nothing.
 * @throws Problem invalid, whose details list each bad event; also where a transaction_id is given twice (semantics 38).
 */
export function readPreviewEvents(
  customerId: string,
  given: readonly GivenEvent[],
  now: Instant,
  { eventsMax, ageMaxMs }: PreviewLimits,
): PreviewEvent[] {
  if (given.length > eventsMax) throw invalid(`events: expected at most ${eventsMax}`)
  const events: PreviewEvent[] = []
  const errors: { index: number; transaction_id: string | null; message: string }[] = []
  const firstOf = new Map<string, number>()
  for (const [index, { transactionId, eventType, timestamp, properties }] of given.entries()) {
    const candidate = {
      transaction_id: transactionId ?? newId(),
      customer_id: customerId,
      event_type: eventType,
      timestamp: timestamp ?? formatInstant(now),
      properties,
    }
    const first = firstOf.get(candidate.transaction_id)
    const result =
      first === undefined
        ? checkPreviewEvent(candidate, now, ageMaxMs)
        : `transaction_id: event ${first} of this request has it too`
    if (typeof result === 'string') errors.push({ index, transaction_id: transactionId, message: result })
    else events.push(result)
    firstOf.set(candidate.transaction_id, first ?? index)
  }
  const [firstError] = errors
  if (firstError !== undefined) {
    throw invalid(`events.${firstError.index}: ${firstError.message}`, { errors })
  }
  if (events.reduce((sum, event) => sum + propertyBytes(event), 0) > ALL_BYTES_MAX) {
    throw invalid(`events: more than ${shown(ALL_BYTES_MAX)} bytes of properties in a preview`)
  }
  return events
}

/** The event, or what is wrong with it. */
function checkPreviewEvent(candidate: unknown, now: Instant, ageMaxMs: number): PreviewEvent | string {
  const checked = checkEvent(candidate, now, ageMaxMs)
  if (typeof checked === 'string') return checked
  const { parts } = checked
  return propertyBytes(parts) > EVENT_BYTES_MAX
    ? `properties: more than ${shown(EVENT_BYTES_MAX)} bytes in a preview`
    : parts
}

function propertyBytes({ properties }: PreviewEvent): number {
  return [...properties.texts].reduce(
    (sum, [name, text]) => sum + Buffer.byteLength(name) + Buffer.byteLength(text),
    0,
  )
}

function shown(bytes: number): string {
  return bytes.toLocaleString('en-US')
}
