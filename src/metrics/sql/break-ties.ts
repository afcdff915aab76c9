import { call } from './make-expr.ts'
import type { Expr, TypedWindow } from './typed-tree.ts'

type Windowed = Extract<Expr, { kind: 'window' }>

/** The functions whose result depends on the order of rows that ORDER BY leaves open, within any frame of theirs. */
const ORDERED: readonly string[] = ['row_number', 'lag', 'lead', 'first_value', 'last_value']

/**
 * Ends the order of window functions with what tells the rows apart, so that a query over the same events always gives
 * the same result (semantics 16).
 */
export function breakTies(expr: Expr, ties: readonly Expr[]): Expr {
  switch (expr.kind) {
    case 'call': {
      const args = expr.args.map((arg) => breakTies(arg, ties))
      return { ...call(expr.operation, args, expr.type, expr.position, expr.isSmall), key: expr.key }
    }
    case 'in_query':
      return { ...expr, operand: breakTies(expr.operand, ties) }
    case 'window':
      return { ...expr, window: determinate(expr, ties) }
    case 'aggregate':
    case 'literal':
    case 'column':
    case 'slot':
    case 'scalar':
      return expr
  }
}

function determinate({ name, window, position }: Windowed, ties: readonly Expr[]): TypedWindow {
  const { partitionBy, orderBy, frame } = window
  const isByRows = frame?.unit === 'ROWS'
  // Any other frame has all rows that are level with the current one: more order would take some of them away.
  if (!isByRows && !ORDERED.includes(name)) return window
  const more = ties.map((tie) => ({ expr: tie, descending: false, nullsFirst: false }))
  if (isByRows || !isOfPeers(name, frame)) return { ...window, orderBy: [...orderBy, ...more] }
  // The rows level with the current one are a partition of their own.
  const start = { kind: 'unbounded_preceding', rows: null, position } as const
  const end = { kind: 'unbounded_following', rows: null, position } as const
  return {
    partitionBy: [...partitionBy, ...orderBy.map(({ expr }) => expr)],
    orderBy: more,
    frame: { unit: 'ROWS', start, end },
  }
}

/** Whether a function takes the first or last of the rows level with the current one, at which its frame begins or ends. */
function isOfPeers(name: string, frame: TypedWindow['frame']): boolean {
  if (name === 'first_value') return frame?.start.kind === 'current_row'
  return name === 'last_value' && (frame === null || frame.end.kind === 'current_row')
}
