import { Decimal } from '../../../../src/kernel/decimal.ts'
import { DAY, HOUR, MINUTE, SECOND, type Micros } from '../instant.ts'

const FIRST_MONDAY = 4n * DAY

/** The beginning of the minute, hour, day, week or month. */
export function dateTrunc(unit: string, instant: Micros): Micros {
  switch (unit) {
    case 'minute':
      return instant - (instant % MINUTE)
    case 'hour':
      return instant - (instant % HOUR)
    case 'day':
      return instant - (instant % DAY)
    case 'week':
      return instant - ((instant - FIRST_MONDAY) % (7n * DAY))
    case 'month': {
      const date = dateOf(instant)
      return BigInt(Date.UTC(date.getUTCFullYear(), date.getUTCMonth())) * 1000n
    }
    default:
      throw new RangeError(`no such unit: ${unit}`)
  }
}

/** How many beginnings of a unit lie between two instants, negative backwards. */
export function dateDiff(unit: string, from: Micros, to: Micros): bigint {
  const lengths: Readonly<Record<string, Micros>> = { minute: MINUTE, hour: HOUR, day: DAY, week: 7n * DAY }
  const length = lengths[unit]
  if (length !== undefined) return (dateTrunc(unit, to) - dateTrunc(unit, from)) / length
  return BigInt(monthNumber(to) - monthNumber(from))
}

/** A field of an instant, as PostgreSQL's extract gives it. */
export function extractField(field: string, instant: Micros): Decimal {
  const date = dateOf(instant)
  switch (field) {
    case 'year':
      return new Decimal(date.getUTCFullYear())
    case 'month':
      return new Decimal(date.getUTCMonth() + 1)
    case 'day':
      return new Decimal(date.getUTCDate())
    case 'hour':
      return new Decimal(date.getUTCHours())
    case 'minute':
      return new Decimal(date.getUTCMinutes())
    case 'second':
      return new Decimal((instant % MINUTE).toString()).div(SECOND.toString())
    case 'dow':
      return new Decimal(date.getUTCDay())
    case 'epoch':
      return new Decimal(instant.toString()).div(SECOND.toString())
    default:
      throw new RangeError(`no such field: ${field}`)
  }
}

function dateOf(instant: Micros): Date {
  return new Date(Number(instant / 1000n))
}

function monthNumber(instant: Micros): number {
  const date = dateOf(instant)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}
