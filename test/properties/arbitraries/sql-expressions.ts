import { Decimal } from '../../../src/kernel/decimal.ts'
import { readInstant } from '../../support/oracle/instant.ts'
import type {
  Expression,
  LogicOperation,
  Operation,
  Query,
  ValueType,
} from '../../support/oracle/sql/tree.ts'
import type { SqlValue } from '../../support/oracle/sql/values.ts'
import type { Choose } from './sql-choose.ts'
import { NUMBER_PATHS, TEXT_PATHS, WORDS } from './sql-events.ts'

/** What expressions may name: the columns of events, or those of a subquery. */
export interface Scope {
  isEvents: boolean
  columns: readonly { name: string; type: ValueType }[]
  /** A query of one text and one of one number, for subqueries; null where none may stand. */
  subqueries: { number: () => Query; text: () => Query } | null
}

export const EVENTS: readonly { name: string; type: ValueType }[] = [
  { name: 'event_type', type: 'text' },
  { name: 'timestamp', type: 'time' },
]

const NUMBERS = [
  '0',
  '1',
  '2',
  '3',
  '10',
  '100',
  '0.5',
  '-3',
  '1.25',
  '-0.1',
  '7',
  '0.00000000000000000001',
  '12345678901234567890.1234567890123456789',
] as const
const PATTERNS = [
  '%',
  'e%',
  '%u',
  '_u',
  'a\\_b\\%',
  '%_-2',
  '',
  'EU',
  '%\\\\',
  '__%',
  '%é%',
  '😀_',
  '\\e%',
  'larg\\e-_',
] as const
const INSTANTS = [
  '2024-01-30T23:00:00Z',
  '2024-01-31T00:00:00Z',
  '2024-02-01T00:00:00Z',
  '2024-02-05T01:30:00Z',
]
const UNITS = ['minute', 'hour', 'day', 'week', 'month'] as const

export function literal(value: SqlValue, type: ValueType): Expression {
  return { kind: 'literal', value, type }
}

export function call(operation: Operation, type: ValueType, ...args: Expression[]): Expression {
  return { kind: 'call', operation, arguments: args, type }
}

/** An expression of a type over one row. */
export function drawRow(choose: Choose, scope: Scope, type: ValueType, depth: number): Expression {
  switch (type) {
    case 'number':
      return drawNumber(choose, scope, depth)
    case 'text':
      return drawText(choose, scope, depth)
    case 'time':
      return drawTime(choose, scope)
    case 'boolean':
      return drawCondition(choose, scope, depth)
  }
}

export function drawNumberLiteral(choose: Choose): Expression {
  return literal(new Decimal(choose.of(NUMBERS)), 'number')
}

function columnOf(choose: Choose, scope: Scope, type: ValueType): Expression | null {
  const columns = scope.columns.filter((column) => column.type === type)
  if (columns.length === 0) return null
  return { kind: 'column', name: choose.of(columns).name, type }
}

function numberLeaf(choose: Choose, scope: Scope): Expression {
  if (choose.chance(25)) return drawNumberLiteral(choose)
  const column = columnOf(choose, scope, 'number')
  if (column !== null && choose.chance(80)) return column
  if (scope.isEvents) {
    return call('to_number', 'number', { kind: 'property', path: choose.of(NUMBER_PATHS), type: 'text' })
  }
  const text = columnOf(choose, scope, 'text')
  return text === null ? (column ?? drawNumberLiteral(choose)) : call('to_number', 'number', text)
}

function drawNumber(choose: Choose, scope: Scope, depth: number): Expression {
  if (depth === 0 || choose.chance(30)) return numberLeaf(choose, scope)
  const inner = () => drawNumber(choose, scope, depth - 1)
  const draw = choose.below(22)
  if (draw < 8) return call(choose.of(['+', '-', '*', '/'] as const), 'number', inner(), inner())
  if (draw < 11) {
    return call(
      choose.of(['abs', 'ceil', 'floor', 'trunc', 'negate', 'to_integer'] as const),
      'number',
      inner(),
    )
  }
  switch (draw) {
    case 11:
      return call('round', 'number', inner(), literal(new Decimal(choose.of([0, 1, 2, 5, -1])), 'number'))
    case 12:
      return call('mod', 'number', inner(), inner())
    case 13:
      return call('power', 'number', inner(), literal(new Decimal(choose.of([0, 1, 2])), 'number'))
    case 14:
      return call('length', 'number', drawText(choose, scope, depth - 1))
    case 15:
      return call('coalesce', 'number', inner(), inner())
    case 16:
      return call('nullif', 'number', inner(), inner())
    case 17:
      return call(choose.of(['greatest', 'least'] as const), 'number', inner(), inner(), inner())
    case 18:
      return drawTimeNumber(choose, scope)
    case 19:
      if (scope.subqueries === null) return inner()
      return { kind: 'scalar_query', query: scope.subqueries.number(), type: 'number' }
    default:
      return drawCase(choose, scope, 'number', depth)
  }
}

function drawTimeNumber(choose: Choose, scope: Scope): Expression {
  const time = drawTime(choose, scope)
  if (choose.chance(40)) {
    return call('date_diff', 'number', literal(choose.of(UNITS), 'text'), time, drawTime(choose, scope))
  }
  const field = choose.of(['year', 'month', 'day', 'hour', 'minute', 'second', 'dow', 'epoch'])
  return call('extract', 'number', literal(field, 'text'), time)
}

function drawCase(choose: Choose, scope: Scope, type: ValueType, depth: number): Expression {
  return {
    kind: 'case',
    branches: Array.from({ length: choose.of([1, 1, 2]) }, () => ({
      when: drawCondition(choose, scope, depth - 1),
      result: drawRow(choose, scope, type, depth - 1),
    })),
    otherwise: choose.chance(70) ? drawRow(choose, scope, type, depth - 1) : null,
    type,
  }
}

function textLeaf(choose: Choose, scope: Scope): Expression {
  if (choose.chance(15)) return literal(choose.of(WORDS), 'text')
  if (scope.isEvents && choose.chance(75)) {
    const path = choose.chance(80) ? choose.of(TEXT_PATHS) : choose.of(NUMBER_PATHS)
    return { kind: 'property', path, type: 'text' }
  }
  return columnOf(choose, scope, 'text') ?? literal(choose.of(WORDS), 'text')
}

function drawText(choose: Choose, scope: Scope, depth: number): Expression {
  if (depth === 0 || choose.chance(45)) return textLeaf(choose, scope)
  const inner = () => drawText(choose, scope, depth - 1)
  const word = () => literal(choose.of(WORDS), 'text')
  const number = (from: number, to: number) =>
    literal(new Decimal(from + choose.below(to - from + 1)), 'number')
  switch (choose.below(10)) {
    case 0:
      return call(choose.of(['lower', 'upper'] as const), 'text', inner())
    case 1:
      return call('substring', 'text', inner(), number(-2, 4), number(0, 4))
    case 2:
      return call('substring', 'text', inner(), number(-2, 4))
    case 3:
      return call('concat', 'text', inner(), inner())
    case 4:
      return call('||', 'text', inner(), inner())
    case 5:
      return call('replace', 'text', inner(), word(), word())
    case 6:
      return call(
        'split_part',
        'text',
        inner(),
        literal(choose.of(['-', 'e', '_b', '\\']), 'text'),
        number(1, 3),
      )
    case 7:
      return call('coalesce', 'text', inner(), inner())
    case 8:
      return call('nullif', 'text', inner(), inner())
    default:
      return drawCase(choose, scope, 'text', depth)
  }
}

function drawTime(choose: Choose, scope: Scope): Expression {
  const column = columnOf(choose, scope, 'time')
  if (column === null || choose.chance(5)) return literal(readInstant(choose.of(INSTANTS)), 'time')
  return choose.chance(50) ? column : call('date_trunc', 'time', literal(choose.of(UNITS), 'text'), column)
}

const COMPARISONS: readonly LogicOperation[] = ['=', '<>', '<', '<=', '>', '>=']

/** A condition on one row. */
export function drawCondition(choose: Choose, scope: Scope, depth: number): Expression {
  const rest = Math.max(depth - 1, 0)
  const number = () => drawNumber(choose, scope, rest)
  const text = () => drawText(choose, scope, rest)
  if (depth > 0 && choose.chance(30)) {
    const inner = () => drawCondition(choose, scope, rest)
    const operation = choose.of(['and', 'or', 'not'] as const)
    return operation === 'not'
      ? call('not', 'boolean', inner())
      : call(operation, 'boolean', inner(), inner())
  }
  switch (choose.below(12)) {
    case 0:
    case 1:
    case 2:
      return call(choose.of(COMPARISONS), 'boolean', number(), number())
    case 3:
    case 4:
      return call(choose.of(COMPARISONS), 'boolean', text(), text())
    case 5:
      return call(
        choose.of(COMPARISONS),
        'boolean',
        drawTime(choose, scope),
        literal(readInstant(choose.of(INSTANTS)), 'time'),
      )
    case 6:
      return call(
        choose.of(['is_null', 'is_not_null'] as const),
        'boolean',
        choose.chance(50) ? number() : text(),
      )
    case 7: {
      const list = Array.from({ length: 1 + choose.below(3) }, () => literal(choose.of(WORDS), 'text'))
      return call(choose.of(['in', 'not_in'] as const), 'boolean', text(), ...list)
    }
    case 8: {
      const list = Array.from({ length: 1 + choose.below(3) }, () => drawNumberLiteral(choose))
      return call(choose.of(['in', 'not_in'] as const), 'boolean', number(), ...list)
    }
    case 9:
      return call(
        choose.of(['like', 'not_like'] as const),
        'boolean',
        text(),
        literal(choose.of(PATTERNS), 'text'),
      )
    case 10:
      return call(
        choose.of(['between', 'not_between'] as const),
        'boolean',
        number(),
        drawNumberLiteral(choose),
        drawNumberLiteral(choose),
      )
    default:
      if (scope.subqueries === null)
        return call('starts_with', 'boolean', text(), literal(choose.of(WORDS), 'text'))
      return {
        kind: 'in_query',
        // None may stand on its left.
        operand: drawText(choose, { ...scope, subqueries: null }, rest),
        query: scope.subqueries.text(),
        isNegated: choose.chance(50),
        type: 'boolean',
      }
  }
}
