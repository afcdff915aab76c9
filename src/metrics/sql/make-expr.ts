import type { SqlPosition } from './sql-metric.ts'
import type { AggregateName, Expr, ExprType, Operation } from './typed-tree.ts'

/** A call of an operation. */
export function call(
  operation: Operation,
  args: readonly Expr[],
  type: ExprType,
  position: SqlPosition,
  isSmall = false,
): Expr {
  const key = `${operation.name}(${args.map((arg) => arg.key).join(',')})`
  return { kind: 'call', operation, args, type, key, position, isSmall }
}

/** A value that is written out; numbers and timestamps as text. */
export function literal(value: string | boolean | null, type: ExprType, position: SqlPosition): Expr {
  return { kind: 'literal', value, type, key: `${type}:${JSON.stringify(value)}`, position, isSmall: true }
}

/** One of the engine's aggregates over the rows of a group. */
export function aggregate(
  name: AggregateName,
  args: readonly Expr[],
  type: ExprType,
  label: string,
  position: SqlPosition,
): Expr {
  const key = `${name}{${args.map((arg) => arg.key).join(',')}}`
  return { kind: 'aggregate', aggregate: name, args, type, key, position, isSmall: false, label }
}

/** The expressions directly below one, those of its subqueries left out. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'literal':
    case 'column':
    case 'slot':
    case 'scalar':
      return []
    case 'call':
    case 'aggregate':
      return expr.args
    case 'window':
      return [...expr.args, ...expr.window.partitionBy, ...expr.window.orderBy.map((order) => order.expr)]
    case 'in_query':
      return [expr.operand]
  }
}

/** The first expression within one, itself included, that passes; null where none does. */
export function findExpr(expr: Expr, passes: (expr: Expr) => boolean): Expr | null {
  if (passes(expr)) return expr
  for (const child of childrenOf(expr)) {
    const found = findExpr(child, passes)
    if (found !== null) return found
  }
  return null
}

/** Whether an expression aggregates rows. */
export function isAggregated(expr: Expr): boolean {
  return findExpr(expr, ({ kind }) => kind === 'aggregate') !== null
}

/** Whether there is a window function in an expression. */
export function hasWindow(expr: Expr): boolean {
  return findExpr(expr, ({ kind }) => kind === 'window') !== null
}

/** Whether there is a subquery in an expression. */
export function hasSubquery(expr: Expr): boolean {
  return findExpr(expr, ({ kind }) => kind === 'scalar' || kind === 'in_query') !== null
}
