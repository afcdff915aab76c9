import { DAY_MS } from '../kernel/instant.ts'

/** How far behind the clock an event's timestamp may be, and how long its transaction_id is taken (semantics 5, 6). */
export const EVENT_AGE_MAX_MS = 34 * DAY_MS

/** How far ahead of the clock an event's timestamp may be (semantics 5). */
export const TIMESTAMP_AHEAD_MAX_MS = DAY_MS

/** How many top-level properties an event may have (semantics 8). */
export const PROPERTIES_MAX = 2000
