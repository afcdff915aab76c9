import { Decimal } from '../../../../src/kernel/decimal.ts'
import { writeInstant, type Micros } from '../instant.ts'
import { compareBytes } from '../order.ts'

/** A value of SQL: an instant is a bigint. */
export type SqlValue = null | string | Decimal | Micros | boolean

const SCALE = 20
const UNSURE_FROM = new Decimal('1e38')

/** What a computation met on its way. */
export interface Computation {
  /** A number past 38 integer digits appeared: the engine may answer with an error, never with another number. */
  isPastLimit: boolean
}

/** Cuts a result off at 20 digits, toward zero, and notes one that is past the limit. */
export function settle(computation: Computation, value: Decimal): Decimal {
  if (value.abs().greaterThanOrEqualTo(UNSURE_FROM)) computation.isPastLimit = true
  return value.toDecimalPlaces(SCALE, Decimal.ROUND_DOWN)
}

/** Compares two values of one type: numbers by value, texts by their bytes. */
export function compareValues(a: Exclude<SqlValue, null>, b: Exclude<SqlValue, null>): number {
  if (Decimal.isDecimal(a) && Decimal.isDecimal(b)) return a.comparedTo(b)
  if (typeof a === 'string' && typeof b === 'string') return compareBytes(a, b)
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : Number(a > b)
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  throw new TypeError(`values of two types: ${writeValue(a)} and ${writeValue(b)}`)
}

/** A text by which equal values, nulls among them, are equal: for groups and DISTINCT. */
export function keyOf(values: readonly SqlValue[]): string {
  return JSON.stringify(values.map((value) => (value === null ? null : writeValue(value))))
}

/** A value as tests compare and show it: numbers without zeros at the end. */
export function writeValue(value: Exclude<SqlValue, null>): string {
  if (typeof value === 'bigint')
    return `${writeInstant(value).slice(0, 19).replace('T', ' ')}.${String(value % 1_000_000n).padStart(6, '0')}`
  if (typeof value === 'boolean' || typeof value === 'string') return String(value)
  return value.isZero() ? '0' : value.toFixed()
}
