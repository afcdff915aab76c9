import { Decimal } from '../../../../src/kernel/decimal.ts'
import { readQuantity } from '../quantity.ts'
import { LOGIC } from './logic.ts'
import { dateDiff, dateTrunc, extractField } from './times.ts'
import type { LogicOperation, Operation } from './tree.ts'
import { compareValues, settle, writeValue, type Computation, type SqlValue } from './values.ts'

/** Applies a function or operator to values, by PostgreSQL's rules and those of exact decimals. */
export function apply(operation: Operation, values: readonly SqlValue[], computation: Computation): SqlValue {
  const [a = null, b = null, c = null] = values
  if (isKey(LOGIC, operation)) return LOGIC[operation](a, b, c, values)
  if (isKey(NULL_AWARE, operation)) return NULL_AWARE[operation](values)
  const result = values.includes(null) ? null : STRICT[operation](values)
  return Decimal.isDecimal(result) ? settle(computation, result) : result
}

function isKey<Key extends string>(table: Readonly<Record<Key, unknown>>, key: string): key is Key {
  return Object.hasOwn(table, key)
}

type NullAware = 'coalesce' | 'nullif' | 'greatest' | 'least' | 'concat'
type Apply = (values: readonly SqlValue[]) => SqlValue

const NULL_AWARE: Readonly<Record<NullAware, Apply>> = {
  coalesce: (values) => values.find((value) => value !== null) ?? null,
  nullif: ([a = null, b = null]) => (a !== null && b !== null && compareValues(a, b) === 0 ? null : a),
  greatest: (values) => extreme(values, 1),
  least: (values) => extreme(values, -1),
  concat: (values) => values.map((value) => (value === null ? '' : writeValue(value))).join(''),
}

function extreme(values: readonly SqlValue[], sign: number): SqlValue {
  const present = values.filter((value) => value !== null)
  if (present.length === 0) return null
  return present.reduce((a, b) => (compareValues(a, b) * sign >= 0 ? a : b))
}

const numeric = (calculate: (a: Decimal, b: Decimal) => Decimal | null): Apply => {
  return ([a = null, b = null]) => calculate(asNumber(a), b === null ? new Decimal(0) : asNumber(b))
}

/** What is null where any argument is. */
const STRICT: Readonly<Record<Exclude<Operation, LogicOperation | NullAware>, Apply>> = {
  '+': numeric((a, b) => a.plus(b)),
  '-': numeric((a, b) => a.minus(b)),
  '*': numeric((a, b) => a.times(b)),
  '/': numeric((a, b) => (b.isZero() ? null : a.div(b))),
  mod: numeric((a, b) => (b.isZero() ? null : a.minus(b.times(a.div(b).trunc())))),
  negate: numeric((a) => a.negated()),
  abs: numeric((a) => a.abs()),
  ceil: numeric((a) => a.ceil()),
  floor: numeric((a) => a.floor()),
  trunc: numeric((a) => a.trunc()),
  round: numeric((a, b) => roundHalfAway(a, b.toNumber())),
  power: numeric(wholePower),
  to_number: ([a = null]) => toNumber(a),
  to_integer: ([a = null]) => toNumber(a)?.trunc() ?? null,
  to_text: ([a = null]) => (a === null ? null : writeValue(a)),
  lower: ([a]) => asText(a).toLowerCase(),
  upper: ([a]) => asText(a).toUpperCase(),
  length: ([a]) => new Decimal(Array.from(asText(a)).length),
  substring: ([a, from, length]) =>
    substring(asText(a), integer(from), length === undefined ? Infinity : integer(length)),
  '||': (values) => values.map(asText).join(''),
  replace: ([a, from, to]) =>
    from === '' ? asText(a) : asText(a).replaceAll(asText(from), () => asText(to)),
  split_part: ([a, by, place]) => asText(a).split(asText(by))[integer(place) - 1] ?? '',
  starts_with: ([a, start]) => asText(a).startsWith(asText(start)),
  date_trunc: ([unit, at]) => dateTrunc(asText(unit), asInstant(at)),
  date_diff: ([unit, from, to]) =>
    new Decimal(dateDiff(asText(unit), asInstant(from), asInstant(to)).toString()),
  extract: ([field, at]) => extractField(asText(field), asInstant(at)),
}

function wholePower(base: Decimal, exponent: Decimal): Decimal {
  const factors = Array.from({ length: exponent.toNumber() }, () => base)
  return factors.reduce((product, factor) => product.times(factor), new Decimal(1))
}

function roundHalfAway(value: Decimal, places: number): Decimal {
  const unit = new Decimal(10).pow(-places)
  const half = value.isNegative() ? '-0.5' : '0.5'
  return value.div(unit).plus(half).trunc().times(unit)
}

/** A text read as a number, null where it is none; a number as it is. */
function toNumber(value: SqlValue): Decimal | null {
  if (value === null) return null
  return typeof value === 'string' ? readQuantity(value) : asNumber(value)
}

/** Characters from the place `from`, counted from 1, where places before the first count in the length. */
function substring(text: string, from: number, length: number): string {
  return Array.from(text)
    .filter((_, index) => index + 1 >= from && index + 1 < from + length)
    .join('')
}

function asNumber(value: SqlValue): Decimal {
  if (!Decimal.isDecimal(value)) throw new TypeError('not a number')
  return value
}

function asText(value: SqlValue | undefined): string {
  if (typeof value !== 'string') throw new TypeError('not a text')
  return value
}

function asInstant(value: SqlValue | undefined): bigint {
  if (typeof value !== 'bigint') throw new TypeError('not an instant')
  return value
}

function integer(value: SqlValue | undefined): number {
  return asNumber(value ?? null).toNumber()
}
