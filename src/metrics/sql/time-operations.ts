import { integerLiteral, sql, type Sql } from '../../kernel/sql.ts'
import type { Operation } from './typed-tree.ts'

const NONE = sql`NULL`

const MINUTE = 60_000_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** The length of units that are all as long, in microseconds. */
const LENGTHS = { second: 1_000_000, minute: MINUTE, hour: HOUR, day: DAY, week: 7 * DAY } as const
// 1970-01-01 was a Thursday; weeks begin on Monday, three days before.
const OFFSETS = { second: 0, minute: 0, hour: 0, day: 0, week: 3 * DAY } as const

export const TRUNC_UNITS = ['minute', 'hour', 'day', 'week', 'month'] as const
export const DIFF_UNITS = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const

export type TruncUnit = (typeof TRUNC_UNITS)[number]
export type DiffUnit = (typeof DIFF_UNITS)[number]

/** The start of the minute, hour, day, week (Monday) or month, in UTC (semantics 16). */
export function dateTrunc(unit: TruncUnit): Operation {
  return strict(`date_trunc ${unit}`, (time) => {
    if (unit === 'month') {
      return sql`makeDateTime64(toYear(${time}), toMonth(${time}), 1, 0, 0, 0, 0, 6, 'UTC')`
    }
    return sql`fromUnixTimestamp64Micro(${unitNumber(unit, time)} * ${integerLiteral(LENGTHS[unit])} - ${integerLiteral(OFFSETS[unit])}, 'UTC')`
  })
}

/** How many starts of a unit lie between two times; negative where the second is the earlier. */
export function dateDiff(unit: DiffUnit): Operation {
  return strict(
    `date_diff ${unit}`,
    (from, to) => sql`toDecimal256(${unitNumber(unit, to)} - ${unitNumber(unit, from)}, 20)`,
  )
}

/** A unit's number, counted from any one of it. */
function unitNumber(unit: DiffUnit, time: Sql): Sql {
  switch (unit) {
    case 'month':
      return sql`(toInt64(toYear(${time})) * 12 + toMonth(${time}))`
    case 'quarter':
      return sql`(toInt64(toYear(${time})) * 4 + toQuarter(${time}))`
    case 'year':
      return sql`toInt64(toYear(${time}))`
    case 'second':
    case 'minute':
    case 'hour':
    case 'day':
    case 'week': {
      const micros = sql`(toUnixTimestamp64Micro(${time}) + ${integerLiteral(OFFSETS[unit])})`
      const length = integerLiteral(LENGTHS[unit])
      return sql`intDiv(${micros} - positiveModulo(${micros}, ${length}), ${length})`
    }
  }
}

const fields: Readonly<Record<string, (time: Sql) => Sql>> = {
  year: (time) => sql`toDecimal256(toYear(${time}), 20)`,
  quarter: (time) => sql`toDecimal256(toQuarter(${time}), 20)`,
  month: (time) => sql`toDecimal256(toMonth(${time}), 20)`,
  week: (time) => sql`toDecimal256(toISOWeek(${time}), 20)`,
  day: (time) => sql`toDecimal256(toDayOfMonth(${time}), 20)`,
  hour: (time) => sql`toDecimal256(toHour(${time}), 20)`,
  minute: (time) => sql`toDecimal256(toMinute(${time}), 20)`,
  second: (time) => sql`toDecimal256(${micros(time, MINUTE)}, 20) / toDecimal256(1000000, 0)`,
  dow: (time) => sql`toDecimal256(toDayOfWeek(${time}) % 7, 20)`,
  isodow: (time) => sql`toDecimal256(toDayOfWeek(${time}), 20)`,
  doy: (time) => sql`toDecimal256(toDayOfYear(${time}), 20)`,
  epoch: (time) => sql`toDecimal256(toUnixTimestamp64Micro(${time}), 20) / toDecimal256(1000000, 0)`,
}

export const EXTRACT_FIELDS: readonly string[] = Object.keys(fields)

/** A field of a time, as PostgreSQL counts it: `second` with its fraction, `dow` from Sunday 0, `week` of ISO 8601. */
export function extractField(field: string): Operation | null {
  const emit = Object.hasOwn(fields, field) ? fields[field] : undefined
  return emit === undefined ? null : strict(`extract ${field}`, emit)
}

function micros(time: Sql, length: number): Sql {
  return sql`positiveModulo(toUnixTimestamp64Micro(${time}), ${integerLiteral(length)})`
}

function strict(name: string, emit: (a: Sql, b: Sql) => Sql): Operation {
  return { name, mode: 'strict', length: 350, emit: ([a = NONE, b = NONE]) => emit(a, b) }
}
