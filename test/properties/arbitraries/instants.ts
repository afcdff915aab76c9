import fc from 'fast-check'
import { HOUR, MINUTE, SECOND, readInstant, type Micros } from '../../support/oracle/instant.ts'
import type { Span, WindowSize } from '../../support/oracle/windows.ts'

/** The clock of most properties: a leap day and the ends of two months are among the days behind it. */
export const NOW = '2024-03-05T12:34:56.789Z'

/** The UTC day of that clock. */
export const TODAY: Span = {
  from: readInstant('2024-03-05T00:00:00Z'),
  to: readInstant('2024-03-06T00:00:00Z'),
}

const CLOCK_HOUR = BigInt(Date.parse('2024-03-05T12:00:00Z')) * 1000n

/** An hour near the clock, one of few so that events meet, or now and then any that events may be of. */
const hour: fc.Arbitrary<Micros> = fc
  .oneof(
    { arbitrary: fc.integer({ min: -6, max: 6 }), weight: 6 },
    { arbitrary: fc.integer({ min: -140, max: 23 }), weight: 2 },
    { arbitrary: fc.integer({ min: -34 * 24 + 2, max: 23 }), weight: 1 },
  )
  .map((hours) => CLOCK_HOUR + BigInt(hours) * HOUR)

const withinHour = fc.oneof(
  { arbitrary: fc.constantFrom(0n, HOUR - 1n), weight: 2 },
  { arbitrary: fc.constantFrom(1n, 999n, 1000n, SECOND - 1n, SECOND, HOUR / 2n, HOUR - 1000n), weight: 1 },
  { arbitrary: fc.bigInt({ min: 0n, max: HOUR - 1n }), weight: 1 },
)

/** The last instants of some hours, where many events meet: which of them is the latest, their ids decide. */
const lastOfHour = fc
  .tuple(fc.constantFrom(0n, 1n, 23n), fc.constantFrom(1n, 1n, 2n))
  .map(([hours, micros]) => CLOCK_HOUR + (hours + 1n) * HOUR - micros)

/** When an event is: mostly at a window's edge, to the microsecond. */
export const eventInstant: fc.Arbitrary<Micros> = fc.oneof(
  { arbitrary: fc.tuple(hour, withinHour).map(([start, past]) => start + past), weight: 3 },
  { arbitrary: lastOfHour, weight: 1 },
)

const anySpan = fc.tuple(hour, hour).map(([a, b]) => ({ from: a < b ? a : b, to: (a < b ? b : a) + HOUR }))
const busySpan = fc
  .tuple(fc.integer({ min: -9, max: -1 }), fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 24))
  .map(([from, to]) => ({ from: CLOCK_HOUR + BigInt(from) * HOUR, to: CLOCK_HOUR + BigInt(to) * HOUR }))

/** The bounds of a question: any two hours, or more often some around most of the events. */
export const span: fc.Arbitrary<Span> = fc.oneof(
  { arbitrary: anySpan, weight: 1 },
  { arbitrary: busySpan, weight: 5 },
)

export const windowSize = fc.constantFrom<WindowSize[]>('HOUR', 'DAY', 'NONE')

/** A window size in letters of any case. */
export function inSomeCase(size: WindowSize, mask: number): string {
  const letters = size.split('')
  return letters.map((letter, index) => ((mask >> index) & 1 ? letter.toLowerCase() : letter)).join('')
}

/** How a timestamp is written. */
export interface TimestampStyle {
  offsetMinutes: number
  /** Digits past the microsecond, which the service cuts off. */
  tail: string
  isLowerCase: boolean
  isZulu: boolean
  /** Leaves out the zeros that end the fraction, and the point with the last of them. */
  isShort: boolean
}

export const timestampStyle: fc.Arbitrary<TimestampStyle> = fc.record({
  offsetMinutes: fc.oneof(fc.constant(0), fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 })),
  tail: fc.constantFrom('', '', '9', '999999999'),
  isLowerCase: fc.boolean(),
  isZulu: fc.boolean(),
  isShort: fc.boolean(),
})

/** Writes an instant as RFC 3339. */
export function writeTimestamp(instant: Micros, style: TimestampStyle): string {
  const offset = style.isZulu ? 0 : style.offsetMinutes
  const local = instant + BigInt(offset) * MINUTE
  const micros = ((local % SECOND) + SECOND) % SECOND
  const seconds = new Date(Number((local - micros) / 1000n)).toISOString().slice(0, 19)
  const digits = micros.toString().padStart(6, '0') + style.tail
  const kept = style.isShort ? digits.replace(/0+$/, '') : digits
  const zone = style.isZulu ? 'Z' : writeOffset(offset)
  const text = `${seconds}${kept === '' ? '' : `.${kept}`}${zone}`
  return style.isLowerCase ? text.toLowerCase() : text
}

function writeOffset(minutes: number): string {
  const size = Math.abs(minutes)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}
