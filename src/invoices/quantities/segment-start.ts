import { HOUR_MS, isOnHour } from '../../kernel/instant.ts'
import { integerLiteral, parameter, sql, type Sql } from '../../kernel/sql.ts'
import type { QuantityQuestion } from '../quantity-question.ts'

type Segments = Pick<QuantityQuestion, 'period' | 'segmentStarts'>

/**
 * The start of the segment that an event of the period falls into, in milliseconds. The parameter segment_starts is found by
 * bisection; the engine takes three milliseconds to read a month's hours from it, which are told by the clock as well.
 */
export function emitSegmentStart(segments: Segments): Sql {
  const starts = parameter('segment_starts', 'Array(Int64)')
  if (segments.segmentStarts.length === 1) return sql`${starts}[1]`
  const at = sql`toUnixTimestamp64Milli(timestamp)`
  if (!areHours(segments)) return sql`roundDown(${at}, ${starts})`
  const hour = integerLiteral(HOUR_MS)
  return sql`intDiv(${at}, ${hour}) * ${hour}`
}

/** The parameter of that expression; an empty list where it has none. */
export function segmentStartsParam(segments: Segments): QuantityQuestion['segmentStarts'] {
  return areHours(segments) ? [] : segments.segmentStarts
}

/** Whether each hour of the period is a segment. */
function areHours({ period, segmentStarts }: Segments): boolean {
  if (segmentStarts.length < 2 || !isOnHour(period.from)) return false
  if (period.from + segmentStarts.length * HOUR_MS < period.to) return false
  return segmentStarts.every((start, index) => start === period.from + index * HOUR_MS)
}
