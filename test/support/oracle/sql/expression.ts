import { Decimal } from '../../../../src/kernel/decimal.ts'
import { aggregateRows } from './aggregates.ts'
import { isAmong, not } from './logic.ts'
import { textAt, type Evaluation, type Place, type Row } from './rows.ts'
import { apply } from './scalars.ts'
import type { Expression } from './tree.ts'
import type { SqlValue } from './values.ts'
import { windowValue } from './window.ts'

/** The value of an expression. */
export function evaluate(expression: Expression, place: Place, evaluation: Evaluation): SqlValue {
  const inside = (inner: Expression) => evaluate(inner, place, evaluation)
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'column':
      return columnOf(place.row, expression.name)
    case 'property':
      return place.row.event === null ? null : textAt(place.row.event, expression.path)
    case 'call':
      return apply(expression.operation, expression.arguments.map(inside), evaluation)
    case 'case': {
      const taken = expression.branches.find(({ when }) => inside(when) === true)
      if (taken !== undefined) return inside(taken.result)
      return expression.otherwise === null ? null : inside(expression.otherwise)
    }
    case 'aggregate':
      return evaluateAggregate(expression, place, evaluation)
    case 'window':
      return windowValue(expression, place, evaluation, (inner, row) =>
        evaluate(inner, { row, group: [row], all: place.all }, evaluation),
      )
    case 'scalar_query':
      return evaluation.rowsOf(expression.query)[0]?.[0] ?? null
    case 'in_query': {
      const among = evaluation.rowsOf(expression.query).map(([value = null]) => value)
      const isIn = isAmong(inside(expression.operand), among)
      return expression.isNegated ? not(isIn) : isIn
    }
  }
}

function evaluateAggregate(
  expression: Extract<Expression, { kind: 'aggregate' }>,
  { group, all }: Place,
  evaluation: Evaluation,
): SqlValue {
  const { argument } = expression
  const brought = group.map((row) => ({
    value: argument === null ? new Decimal(1) : evaluate(argument, { row, group, all }, evaluation),
    instant: row.event?.instant ?? null,
    transactionId: row.event?.transactionId ?? '',
  }))
  return aggregateRows(expression.name, brought, expression, evaluation)
}

function columnOf({ values }: Row, name: string): SqlValue {
  const value = values.get(name)
  if (value === undefined) throw new RangeError(`no column ${name}`)
  return value
}
