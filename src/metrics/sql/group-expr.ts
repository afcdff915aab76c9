import { CONVERSIONS } from './conversion-operations.ts'
import { call } from './make-expr.ts'
import { refused } from './refusals.ts'
import type { AggregateName, Expr, TypedOrder } from './typed-tree.ts'

/** The expressions of GROUP BY, and the aggregates that were met so far, each once. */
export interface Grouping {
  groups: readonly Expr[]
  aggregates: { key: string; aggregate: AggregateName; args: readonly Expr[] }[]
}

/**
 * Rewrites an expression of an aggregating SELECT over its groups' and aggregates' results.
 * @throws RefusedSql for a column that is neither.
 */
export function groupExpr(expr: Expr, grouping: Grouping): Expr {
  const group = grouping.groups.findIndex(({ key }) => key === expr.key)
  const again = (part: Expr) => groupExpr(part, grouping)
  if (group !== -1 && expr.kind !== 'literal') return { ...base(expr), kind: 'slot', slot: 'g', index: group }
  switch (expr.kind) {
    case 'literal':
    case 'slot':
    case 'scalar':
      return expr
    case 'column':
      if (expr.source !== null)
        return call(CONVERSIONS.readNumber, [again(expr.source)], 'decimal', expr.position, true)
      throw refused('not_grouped', expr.position, expr.label)
    case 'aggregate':
      return { ...base(expr), kind: 'slot', slot: 'm', index: register(expr, grouping) }
    case 'call':
      return { ...expr, args: expr.args.map(again) }
    case 'in_query':
      return { ...expr, operand: again(expr.operand) }
    case 'window': {
      const { partitionBy, orderBy, frame } = expr.window
      const window = {
        partitionBy: partitionBy.map(again),
        orderBy: orderBy.map((order): TypedOrder => ({ ...order, expr: again(order.expr) })),
        frame,
      }
      return { ...expr, args: expr.args.map(again), window }
    }
  }
}

function register(expr: Extract<Expr, { kind: 'aggregate' }>, { aggregates }: Grouping): number {
  const known = aggregates.findIndex(({ key }) => key === expr.key)
  if (known !== -1) return known
  aggregates.push({ key: expr.key, aggregate: expr.aggregate, args: expr.args })
  return aggregates.length - 1
}

function base({ type, key, position, isSmall }: Expr) {
  return { type, key, position, isSmall }
}
