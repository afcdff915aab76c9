import { HOUR_MS, parseTimestamp, type Instant } from '../../kernel/instant.ts'
import { timestampFlaw } from '../limits.ts'
import { COLON, MINUS, POINT, QUOTE, SPACE, ZERO, isDigit, type Cursor } from './cursor.ts'

const UPPER_T = 84
const UPPER_Z = 90
const DATE_LENGTH = 10
const TIME_LENGTH = 8
const FRACTION_DIGITS_MAX = 6

/**
 * Copies a timestamp such as `"2024-08-01T10:00:00Z"`, with a fraction of up to six digits or none, as the engine
 * reads it, and moves past it.
 * @returns false for any other spelling, and where the time is out of bounds (semantics 5).
 */
export function copyTimestamp(cursor: Cursor, now: Instant, ageMaxMs: number | null): boolean {
  const { body, rows, to } = cursor
  const from = cursor.at + 1
  const timeFrom = from + DATE_LENGTH + 1
  let end = timeFrom + TIME_LENGTH
  if (body[cursor.at] !== QUOTE || body[timeFrom - 1] !== UPPER_T) return false
  if (body[timeFrom + 2] !== COLON || body[timeFrom + 5] !== COLON) return false
  const hour = twoDigits(body, timeFrom)
  const minute = twoDigits(body, timeFrom + 3)
  const second = twoDigits(body, timeFrom + 6)
  const midnight = midnightOf(body, from)
  if (!(hour < 24) || !(minute < 60) || !(second < 60) || midnight === null) return false
  let micros = 0
  if (body[end] === POINT) {
    end += 1
    let digits = 0
    for (; digits < FRACTION_DIGITS_MAX && isDigit(body[end + digits]); digits += 1) {
      micros = micros * 10 + (body[end + digits] ?? 0) - ZERO
    }
    if (digits === 0) return false
    micros *= 10 ** (FRACTION_DIGITS_MAX - digits)
    end += digits
  }
  if (body[end] !== UPPER_Z || body[end + 1] !== QUOTE) return false
  const instant = midnight + hour * HOUR_MS + minute * 60_000 + second * 1000 + Math.floor(micros / 1000)
  if (timestampFlaw({ instant, microsOfMilli: micros % 1000 }, now, ageMaxMs) !== null) return false
  for (let at = from; at < end; at += 1) rows[to + at - from] = body[at] ?? 0
  rows[to + DATE_LENGTH] = SPACE
  cursor.hour = Math.floor(instant / HOUR_MS)
  cursor.at = end + 2
  cursor.to = to + end - from
  return true
}

// Events of a request share a few dates; each is checked once, by the rule that all timestamps are checked by.
const MIDNIGHTS_MAX = 1000
const midnights = new Map<number, Instant | null>()

function midnightOf(body: Uint8Array, from: number): Instant | null {
  if (body[from + 4] !== MINUS || body[from + 7] !== MINUS) return null
  const year = twoDigits(body, from) * 100 + twoDigits(body, from + 2)
  const month = twoDigits(body, from + 5)
  const day = twoDigits(body, from + 8)
  const date = (year * 100 + month) * 100 + day
  if (Number.isNaN(date)) return null
  const known = midnights.get(date)
  if (known !== undefined) return known
  if (midnights.size >= MIDNIGHTS_MAX) midnights.clear()
  const text = Buffer.from(body.buffer, body.byteOffset + from, DATE_LENGTH).toString('latin1')
  const midnight = parseTimestamp(`${text}T00:00:00Z`)?.instant ?? null
  midnights.set(date, midnight)
  return midnight
}

/** The number of two digits, or NaN. */
function twoDigits(body: Uint8Array, at: number): number {
  const tens = body[at]
  const ones = body[at + 1]
  return isDigit(tens) && isDigit(ones) ? (tens - ZERO) * 10 + ones - ZERO : Number.NaN
}
