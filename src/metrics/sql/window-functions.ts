import { unify } from './coerce.ts'
import { ARITHMETIC } from './number-operations.ts'
import { call } from './make-expr.ts'
import { refused } from './refusals.ts'
import { windowKey } from './resolve-window.ts'
import { wholeLiteral } from './scalar-functions.ts'
import type { SqlPosition } from './sql-metric.ts'
import type { Expr, TypedWindow, WindowName } from './typed-tree.ts'

/** The functions that only make sense with OVER; aggregates take it, too (semantics 16). */
export const WINDOW_FUNCTIONS: readonly WindowName[] = [
  'first_value',
  'last_value',
  'lag',
  'lead',
  'row_number',
]

/** Whether a name, in lower case, is one of theirs. */
export function isWindowFunction(name: string): name is WindowName {
  return WINDOW_FUNCTIONS.some((candidate) => candidate === name)
}

/** A call of one of them. NULLs are values here, as in PostgreSQL. */
export function resolveWindowFunction(
  name: WindowName,
  args: readonly Expr[],
  window: TypedWindow,
  position: SqlPosition,
): Expr {
  const [value, distance, otherwise] = args
  if (name === 'row_number') {
    if (value !== undefined) throw refused('wrong_arguments', position, name, 'nothing')
    return call(
      ARITHMETIC.countToNumber,
      [over(name, [], 'decimal', window, position)],
      'decimal',
      position,
      true,
    )
  }
  if (value === undefined || args.length > (name === 'lag' || name === 'lead' ? 3 : 1)) {
    throw refused(
      'wrong_arguments',
      position,
      name,
      name === 'lag' || name === 'lead' ? 'a value, how many rows away, and a default' : 'a value',
    )
  }
  if (distance === undefined) return over(name, [value], value.type, window, position)
  const rows = wholeLiteral(distance)
  if (rows === null || rows < 0) {
    throw refused('wrong_arguments', distance.position, name, 'how many rows away, written out, such as 1')
  }
  if (otherwise === undefined) return over(name, [value, distance], value.type, window, position)
  const { type, exprs } = unify([value, otherwise], name)
  const [first = value, last = otherwise] = exprs
  return over(name, [first, distance, last], type, window, position)
}

function over(
  name: WindowName,
  args: readonly Expr[],
  type: Expr['type'],
  window: TypedWindow,
  position: SqlPosition,
): Expr {
  const isSmall = args.every((arg) => arg.isSmall)
  const key = JSON.stringify([name, args.map((arg) => arg.key), windowKey(window)])
  return { kind: 'window', name, args, window, type, key, position, isSmall }
}
