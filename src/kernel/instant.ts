/** A point in time: milliseconds since 1970-01-01T00:00:00Z. Events keep microseconds as text beside it. */
export type Instant = number

export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/

// What lies outside them has no RFC 3339 form in UTC.
const FIRST_INSTANT = Date.parse('0000-01-01T00:00:00Z')
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59Z')

export interface ParsedTimestamp {
  /** Milliseconds since the epoch, the rest cut off. */
  instant: Instant
  /** The microseconds that were cut off, 0 to 999. */
  microsOfMilli: number
  /** UTC to the microsecond as the warehouse reads it, `2024-08-01 00:00:00.123456`. */
  warehouseText: string
}

/**
 * Reads an RFC 3339 timestamp with any offset, lower-case `t` and `z` allowed, kept to the microsecond
 * (semantics 5). Null where the text is not one, or names a day or hour that does not exist or is, in UTC, of no year
 * from 0 to 9999.
 */
export function parseTimestamp(text: string): ParsedTimestamp | null {
  const match = RFC_3339.exec(text)
  if (match === null) return null
  const [
    ,
    year,
    month,
    day,
    hour,
    minute,
    second,
    fraction = '',
    sign,
    offsetHour = '0',
    offsetMinute = '0',
  ] = match
  const local = new Date(0)
  local.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  local.setUTCHours(Number(hour), Number(minute), Number(second))
  const existed =
    local.getUTCMonth() === Number(month) - 1 &&
    local.getUTCDate() === Number(day) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60 &&
    Number(offsetHour) < 24 &&
    Number(offsetMinute) < 60
  if (!existed) return null
  const offsetMs = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000
  const wholeSeconds = local.getTime() - (sign === '-' ? -offsetMs : offsetMs)
  if (wholeSeconds < FIRST_INSTANT || wholeSeconds > LAST_INSTANT) return null
  const micros = fraction.slice(0, 6).padEnd(6, '0')
  return {
    instant: wholeSeconds + Number(micros.slice(0, 3)),
    microsOfMilli: Number(micros.slice(3)),
    warehouseText: `${isoSeconds(wholeSeconds)}.${micros}`,
  }
}

/** `2024-08-01T00:00:00.000Z` */
export function formatInstant(instant: Instant): string {
  const day = Math.floor(instant / DAY_MS)
  const time = HOUR_TEXTS[(instant - day * DAY_MS) / HOUR_MS]
  if (time === undefined) return new Date(instant).toISOString()
  if (day !== lastDay) {
    lastDayText = new Date(instant).toISOString().slice(0, -time.length)
    lastDay = day
  }
  return `${lastDayText}${time}`
}

// Windows begin on the hour, and one after another: they are written ten times as fast as by Date.
const HOUR_TEXTS = Array.from({ length: 24 }, (_, hour) => `T${String(hour).padStart(2, '0')}:00:00.000Z`)
let lastDay = Number.NaN
let lastDayText = ''

/** `2024-08-01 00:00:00.000`, as the warehouse reads a DateTime64 parameter. */
export function warehouseInstant(instant: Instant): string {
  return formatInstant(instant).slice(0, 23).replace('T', ' ')
}

/** Reads a UTC time as the warehouse writes it (`2024-08-01 00:00:00[.123456]`). */
export function fromWarehouseInstant(text: string): Instant {
  return Date.parse(`${text.replace(' ', 'T')}Z`)
}

export function isOnHour(instant: Instant): boolean {
  return instant % HOUR_MS === 0
}

function isoSeconds(instant: Instant): string {
  return formatInstant(instant).slice(0, 19).replace('T', ' ')
}
