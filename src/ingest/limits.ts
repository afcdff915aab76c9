import { DAY_MS, type Instant, type ParsedTimestamp } from '../kernel/instant.ts'

/** How far behind the clock an event's timestamp may be, and how long its transaction_id is taken (semantics 5, 6). */
export const EVENT_AGE_MAX_MS = 34 * DAY_MS

/** Whether an id that was accepted at one instant is taken at a later one (semantics 6). */
export function isTakenAt(acceptedAt: Instant, now: Instant): boolean {
  return acceptedAt > now - EVENT_AGE_MAX_MS
}

/** How far ahead of the clock an event's timestamp may be (semantics 5). */
const TIMESTAMP_AHEAD_MAX_MS = DAY_MS

/** How many top-level properties an event may have (semantics 8). */
export const PROPERTIES_MAX = 2000

/**
 * Why an event's time is out of bounds, to the microsecond; null where it is not (semantics 5).
 * @param ageMaxMs how far behind the clock it may be; null where any age is taken.
 */
export function timestampFlaw(
  { instant, microsOfMilli }: Pick<ParsedTimestamp, 'instant' | 'microsOfMilli'>,
  now: Instant,
  ageMaxMs: number | null,
): string | null {
  if (ageMaxMs !== null && instant < now - ageMaxMs) return 'timestamp: more than 34 days in the past'
  // Windows are counted from 1970, in whole numbers that the engine rounds towards it.
  if (instant < 0) return 'timestamp: before 1970'
  const aheadMs = instant - (now + TIMESTAMP_AHEAD_MAX_MS)
  if (aheadMs > 0 || (aheadMs === 0 && microsOfMilli > 0))
    return 'timestamp: more than 24 hours in the future'
  return null
}
