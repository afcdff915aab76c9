/** A point in time: microseconds since 1970-01-01T00:00:00Z. */
export type Micros = bigint

export const SECOND = 1_000_000n
export const MINUTE = 60n * SECOND
export const HOUR = 60n * MINUTE
export const DAY = 24n * HOUR

/** Reads a valid RFC 3339 timestamp to the microsecond, the rest cut off (semantics 5). */
export function readInstant(text: string): Micros {
  const number = (start: number, end: number) => Number(text.slice(start, end))
  const zone = /z$/i.test(text) ? '+00:00' : text.slice(-6)
  const localMs = Date.UTC(
    number(0, 4),
    number(5, 7) - 1,
    number(8, 10),
    number(11, 13),
    number(14, 16),
    number(17, 19),
  )
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? ''
  const micros = BigInt(fraction.padEnd(6, '0').slice(0, 6))
  const offset = (BigInt(zone.slice(1, 3)) * 60n + BigInt(zone.slice(4, 6))) * MINUTE
  return BigInt(localMs) * 1000n + micros - (zone.startsWith('-') ? -offset : offset)
}

/** `2024-08-01T00:00:00.000Z`: an instant on a millisecond as the service writes it. */
export function writeInstant(instant: Micros): string {
  return new Date(Number(instant / 1000n)).toISOString()
}
