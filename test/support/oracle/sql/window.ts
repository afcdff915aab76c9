import { Decimal } from '../../../../src/kernel/decimal.ts'
import { compareBytes } from '../order.ts'
import { aggregateRows } from './aggregates.ts'
import { compareByKeys } from './order.ts'
import type { Evaluation, Place, Row } from './rows.ts'
import type { Expression } from './tree.ts'
import { keyOf, type SqlValue } from './values.ts'

type WindowExpression = Extract<Expression, { kind: 'window' }>

/**
 * A window function's value at a row. Without an order the frame is the whole partition; with one it goes up to
 * the row and those that are level with it, or by rows up to the row. Level events are in the order of their ids.
 */
export function windowValue(
  window: WindowExpression,
  { row, all }: Place,
  evaluation: Evaluation,
  valueAt: (expression: Expression, at: Row) => SqlValue,
): SqlValue {
  const partitionOf = (at: Row) => keyOf(window.partition.map((expression) => valueAt(expression, at)))
  const keysOf = (at: Row) => window.order.map(({ by }) => valueAt(by, at))
  const ordered = all
    .filter((other) => partitionOf(other) === partitionOf(row))
    .map((other) => ({ other, keys: keysOf(other) }))
    .toSorted((a, b) => compareByKeys(a.keys, b.keys, window.order) || compareBytes(idOf(a), idOf(b)))
  const at = ordered.findIndex(({ other }) => other === row)
  const own = keysOf(row)
  const frame = window.isByRows
    ? ordered.slice(0, at + 1)
    : ordered.filter(({ keys }) => compareByKeys(keys, own, window.order) <= 0)
  const { argument } = window
  const argumentAt = (place: { other: Row } | undefined) =>
    place === undefined || argument === null ? null : valueAt(argument, place.other)

  switch (window.name) {
    case 'row_number':
      return new Decimal(at + 1)
    case 'lag':
      return argumentAt(ordered[at - (window.offset ?? 1)])
    case 'lead':
      return argumentAt(ordered[at + (window.offset ?? 1)])
    case 'first_value':
      return argumentAt(frame[0])
    case 'last_value':
      return argumentAt(frame.at(-1))
    case 'sum':
    case 'count':
    case 'min':
    case 'max': {
      const brought = frame.map((place) => ({
        value: argument === null ? new Decimal(1) : argumentAt(place),
        instant: null,
        transactionId: '',
      }))
      return aggregateRows(window.name, brought, { isDistinct: false, fraction: null }, evaluation)
    }
  }
}

function idOf({ other }: { other: Row }): string {
  return other.event?.transactionId ?? ''
}
