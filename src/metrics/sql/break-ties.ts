import { call } from './make-expr.ts'
import type { Expr } from './typed-tree.ts'

/** The functions whose result depends on the order of rows that ORDER BY leaves open. */
const ORDERED: readonly string[] = ['row_number', 'lag', 'lead', 'first_value']

/**
 * Ends the order of window functions with what tells the rows apart, so that a query over the same events always gives
 * the same result.
 */
export function breakTies(expr: Expr, ties: readonly Expr[]): Expr {
  switch (expr.kind) {
    case 'call': {
      const args = expr.args.map((arg) => breakTies(arg, ties))
      return { ...call(expr.operation, args, expr.type, expr.position, expr.isSmall), key: expr.key }
    }
    case 'in_query':
      return { ...expr, operand: breakTies(expr.operand, ties) }
    case 'window': {
      if (!ORDERED.includes(expr.name)) return expr
      const more = ties.map((tie) => ({ expr: tie, descending: false, nullsFirst: false }))
      return { ...expr, window: { ...expr.window, orderBy: [...expr.window.orderBy, ...more] } }
    }
    case 'aggregate':
    case 'literal':
    case 'column':
    case 'slot':
    case 'scalar':
      return expr
  }
}
