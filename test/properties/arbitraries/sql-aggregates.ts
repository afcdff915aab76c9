import { Decimal } from '../../../src/kernel/decimal.ts'
import type { Expression } from '../../support/oracle/sql/tree.ts'
import type { Choose } from './sql-choose.ts'
import { call, drawCondition, drawNumberLiteral, drawRow, literal, type Scope } from './sql-expressions.ts'

/** A number made of aggregates over the rows of a group. */
export function drawAggregated(choose: Choose, scope: Scope, depth: number): Expression {
  if (depth === 0 || choose.chance(50)) return drawAggregate(choose, scope)
  const inner = () => drawAggregated(choose, scope, depth - 1)
  switch (choose.below(7)) {
    case 0:
    case 1:
      return call(choose.of(['/', '-', '+'] as const), 'number', inner(), inner())
    case 2:
      return call(choose.of(['*', '/', '+'] as const), 'number', inner(), drawNumberLiteral(choose))
    case 3:
      return call('coalesce', 'number', inner(), drawNumberLiteral(choose))
    case 4:
      return call('round', 'number', inner(), literal(new Decimal(choose.of([0, 2, 3])), 'number'))
    case 5:
      return call(choose.of(['greatest', 'least'] as const), 'number', inner(), drawNumberLiteral(choose))
    default:
      return {
        kind: 'case',
        branches: [{ when: drawHaving(choose, scope), result: inner() }],
        otherwise: choose.chance(60) ? inner() : null,
        type: 'number',
      }
  }
}

/** A condition on a group. */
export function drawHaving(choose: Choose, scope: Scope): Expression {
  const operation = choose.of(['>', '>=', '<', '<>', '='] as const)
  return call(operation, 'boolean', drawAggregate(choose, scope), drawNumberLiteral(choose))
}

function drawAggregate(choose: Choose, scope: Scope): Expression {
  const of = (
    name: 'sum' | 'min' | 'max' | 'avg' | 'latest' | 'earliest',
    argument: Expression,
  ): Expression => ({
    kind: 'aggregate',
    name,
    isDistinct: false,
    argument,
    fraction: null,
    type: 'number',
  })
  const number = () => drawRow(choose, scope, 'number', 2)
  const draw = choose.below(16)
  if (draw < 3) return of('sum', number())
  if (draw < 5) return of(choose.of(['min', 'max'] as const), number())
  if (draw === 5) return of('avg', number())
  if (draw < 9 && scope.isEvents) return of(choose.of(['latest', 'earliest'] as const), number())
  if (draw === 9) return quantile(choose, number())
  if (draw === 10) return of('sum', conditional(choose, scope))
  return drawCount(choose, scope, draw)
}

function quantile(choose: Choose, argument: Expression): Expression {
  const fraction = choose.of(['0', '0.5', '0.25', '0.99', '1', '0.333'])
  return { kind: 'aggregate', name: 'quantile', isDistinct: false, argument, fraction, type: 'number' }
}

function conditional(choose: Choose, scope: Scope): Expression {
  const taken = choose.chance(50) ? literal(new Decimal(1), 'number') : drawRow(choose, scope, 'number', 1)
  const otherwise = choose.chance(50) ? literal(new Decimal(0), 'number') : null
  return {
    kind: 'case',
    branches: [{ when: drawCondition(choose, scope, 1), result: taken }],
    otherwise,
    type: 'number',
  }
}

function drawCount(choose: Choose, scope: Scope, draw: number): Expression {
  const isOfRows = draw < 12
  const argument = isOfRows ? null : drawRow(choose, scope, choose.of(['text', 'text', 'number'] as const), 1)
  const isDistinct = !isOfRows && choose.chance(50)
  return { kind: 'aggregate', name: 'count', isDistinct, argument, fraction: null, type: 'number' }
}
