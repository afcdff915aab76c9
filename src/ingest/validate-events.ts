import { event as eventSchema } from '../../schemas/events.ts'
import { invalid } from '../kernel/errors.ts'
import { HOUR_MS, parseTimestamp, type Instant } from '../kernel/instant.ts'
import { findTextFlaw, ILL_FORMED } from '../kernel/text-flaw.ts'
import { eventText, type EventParts } from './event-text.ts'
import { fingerprint, type Fingerprint } from './fingerprint.ts'
import { PROPERTIES_MAX, timestampFlaw } from './limits.ts'
import { storeProperties } from './properties.ts'

/** An event that keeps all rules, ready to be stored. */
export interface ValidEvent {
  transactionId: string
  fingerprint: Fingerprint
  /** Its part of the row, as `eventText` writes it. */
  text: string
  /** The hour of its timestamp, since 1970. */
  hour: number
}

/** The rules that can differ from one way in to another. */
export interface EventLimits {
  /** How many events a request may hold. */
  eventsMax: number
  /** How far behind the clock a timestamp may be; null where any is taken. */
  ageMaxMs: number | null
}

/**
 * Checks a request's events, all or nothing (semantics 4 and 5).
 * @throws Problem invalid, whose details list each bad event with its index and transaction_id.
 */
export function validateEvents(body: unknown, now: Instant, limits: EventLimits): ValidEvent[] {
  if (!Array.isArray(body) || body.length === 0 || body.length > limits.eventsMax) {
    throw invalid(`body: expected an array of 1 to ${limits.eventsMax} events`)
  }
  const events: ValidEvent[] = []
  const errors: { index: number; transaction_id: string | null; message: string }[] = []
  for (const [index, candidate] of (body as unknown[]).entries()) {
    const result = validateEvent(candidate, now, limits.ageMaxMs)
    if (typeof result !== 'string') events.push(result)
    else errors.push({ index, transaction_id: transactionIdOf(candidate), message: result })
  }
  if (errors.length === 0) return events
  const [first] = errors
  throw invalid(
    `${errors.length} of ${body.length} events broke a rule and none was stored; event ${first?.index}: ${first?.message}`,
    { errors },
  )
}

/** The event, or what is wrong with it. */
export function validateEvent(
  candidate: unknown,
  now: Instant,
  ageMaxMs: number | null,
): ValidEvent | string {
  const checked = checkEvent(candidate, now, ageMaxMs)
  if (typeof checked === 'string') return checked
  const { parts, hour } = checked
  const { transactionId } = parts
  return { transactionId, fingerprint: fingerprint(transactionId), text: eventText(parts), hour }
}

/** An event that keeps all rules, taken apart. */
export interface CheckedEvent {
  parts: EventParts
  /** The hour of its timestamp, since 1970. */
  hour: number
}

/** The event's parts, or what is wrong with it. */
export function checkEvent(candidate: unknown, now: Instant, ageMaxMs: number | null): CheckedEvent | string {
  const parsed = eventSchema.safeParse(candidate)
  if (!parsed.success) {
    return parsed.error.issues.map((issue) => [...issue.path, issue.message].join(': ')).join('; ')
  }
  const { transaction_id, customer_id, event_type, timestamp, properties = {} } = parsed.data
  const time = parseTimestamp(timestamp)
  if (time === null) return 'timestamp: expected an RFC 3339 timestamp, such as 2024-08-01T00:00:00Z'
  const outOfBounds = timestampFlaw(time, now, ageMaxMs)
  if (outOfBounds !== null) return outOfBounds
  if (Object.keys(properties).length > PROPERTIES_MAX) return `properties: more than ${PROPERTIES_MAX}`
  for (const [field, text] of Object.entries({ transaction_id, customer_id, event_type })) {
    if (!text.isWellFormed()) return `${field}: ${ILL_FORMED}`
  }
  const flaw = findTextFlaw(properties, DEPTH_MAX)
  if (flaw !== null) return `properties: ${flaw.rule}`
  const parts = {
    transactionId: transaction_id,
    customerId: customer_id,
    eventType: event_type,
    timestampText: time.warehouseText,
    properties: storeProperties(properties),
  }
  return { parts, hour: Math.floor(time.instant / HOUR_MS) }
}

// Deeper values would overflow the stack of whoever walks through them.
const DEPTH_MAX = 64

function transactionIdOf(candidate: unknown): string | null {
  if (typeof candidate !== 'object' || candidate === null || !('transaction_id' in candidate)) return null
  return typeof candidate.transaction_id === 'string' ? candidate.transaction_id : null
}
