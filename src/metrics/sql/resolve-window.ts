import { refused } from './refusals.ts'
import type { Resolve, Scope } from './scope.ts'
import type { SqlPosition } from './sql-metric.ts'
import type { OrderSyntax, WindowSyntax } from './syntax.ts'
import type { TypedOrder, TypedWindow } from './typed-tree.ts'

/** What follows OVER. */
export function resolveWindow(
  syntax: WindowSyntax,
  name: string,
  position: SqlPosition,
  scope: Scope,
  resolve: Resolve,
): TypedWindow {
  if (scope.noWindows !== null) {
    throw refused('aggregate_not_allowed', position, `the window function ${name}`, scope.noWindows)
  }
  const inner = { ...scope, noWindows: 'a window holds no window function; use a subquery' }
  const partitionBy = syntax.partitionBy.map((part) => resolve(part, inner))
  const orderBy = syntax.orderBy.map((order) => ({
    ...orderOf(order),
    expr: resolve(order.expression, inner),
  }))
  return { partitionBy, orderBy, frame: syntax.frame }
}

/** Equal for windows that mean the same. */
export function windowKey({ partitionBy, orderBy, frame }: TypedWindow): string {
  const order = orderBy.map(({ expr, descending, nullsFirst }) => [expr.key, descending, nullsFirst])
  return JSON.stringify([partitionBy.map((expr) => expr.key), order, frame])
}

/** A direction, NULLs last where ascending and first where descending unless told otherwise, as in PostgreSQL. */
export function orderOf({ descending, nullsFirst }: OrderSyntax): Omit<TypedOrder, 'expr'> {
  return { descending, nullsFirst: nullsFirst ?? descending }
}
