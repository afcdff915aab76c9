import { Decimal, truncateQuantity } from '../../../../src/kernel/decimal.ts'
import { compareBytes } from '../order.ts'
import type { AggregateName } from './tree.ts'
import { compareValues, keyOf, settle, type Computation, type SqlValue } from './values.ts'

/** What one row brings to an aggregate. */
export interface Brought {
  value: SqlValue
  /** Its event, for latest and earliest. */
  instant: bigint | null
  transactionId: string
}

/** An aggregate over rows; nulls are skipped, and nothing but count has a value over no rows. */
export function aggregateRows(
  name: AggregateName,
  rows: readonly Brought[],
  { isDistinct, fraction }: { isDistinct: boolean; fraction: string | null },
  computation: Computation,
): SqlValue {
  const all = rows.filter(({ value }) => value !== null)
  const kept = isDistinct ? [...new Map(all.map((row) => [keyOf([row.value]), row])).values()] : all
  if (name === 'count') return new Decimal(kept.length)
  if (kept.length === 0) return null
  if (name === 'latest') return kept.reduce((a, b) => (compareEvents(b, a) > 0 ? b : a)).value
  if (name === 'earliest') return kept.reduce((a, b) => (compareEvents(b, a) < 0 ? b : a)).value
  const values = kept.flatMap(({ value }) => (value === null ? [] : [value]))
  if (name === 'min') return values.reduce((a, b) => (compareValues(b, a) < 0 ? b : a))
  if (name === 'max') return values.reduce((a, b) => (compareValues(b, a) > 0 ? b : a))
  return settle(computation, overNumbers(name, values.map(asNumber), fraction))
}

function overNumbers(
  name: Exclude<AggregateName, 'count' | 'latest' | 'earliest' | 'min' | 'max'>,
  numbers: readonly Decimal[],
  fraction: string | null,
): Decimal {
  const sum = numbers.reduce((a, b) => a.plus(b))
  switch (name) {
    case 'sum':
      return sum
    case 'avg':
      return sum.div(numbers.length)
    case 'quantile':
      return quantile(numbers, new Decimal(fraction ?? '0.5'))
    case 'var_pop':
      return variance(numbers)
    case 'stddev_pop':
      return variance(numbers).sqrt()
  }
}

/** The value at a fraction of the way through the sorted numbers, between two of them in proportion. */
function quantile(numbers: readonly Decimal[], fraction: Decimal): Decimal {
  const sorted = numbers.toSorted((a, b) => a.comparedTo(b))
  const place = fraction.times(sorted.length - 1)
  const below = sorted[place.floor().toNumber()]
  const above = sorted[place.ceil().toNumber()]
  if (below === undefined || above === undefined) throw new RangeError('a quantile outside its numbers')
  // A product like any other, cut off before it is added: below zero the last digit depends on it.
  return below.plus(truncateQuantity(above.minus(below).times(place.minus(place.floor()))))
}

function variance(numbers: readonly Decimal[]): Decimal {
  const mean = numbers.reduce((a, b) => a.plus(b)).div(numbers.length)
  const squares = numbers.map((number) => number.minus(mean).pow(2))
  return squares.reduce((a, b) => a.plus(b)).div(numbers.length)
}

function compareEvents(a: Brought, b: Brought): number {
  const [first, second] = [a.instant ?? 0n, b.instant ?? 0n]
  if (first !== second) return first < second ? -1 : 1
  return compareBytes(a.transactionId, b.transactionId)
}

function asNumber(value: SqlValue): Decimal {
  if (!Decimal.isDecimal(value)) throw new TypeError('an aggregate over what is no number')
  return value
}
