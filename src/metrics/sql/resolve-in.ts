import { unify } from './coerce.ts'
import { LOGIC } from './logic-operations.ts'
import { call, hasSubquery, literal } from './make-expr.ts'
import { refused } from './refusals.ts'
import type { Resolve, Scope } from './scope.ts'
import type { ExpressionSyntax } from './syntax.ts'
import type { Expr } from './typed-tree.ts'

type InSyntax = Extract<ExpressionSyntax, { kind: 'in_list' | 'in_query' }>

/** `IN` a list or a subquery, with PostgreSQL's answer where either side holds NULL. */
export function resolveIn(syntax: InSyntax, scope: Scope, resolve: Resolve): Expr {
  const { position } = syntax
  const operand = resolve(syntax.operand, scope)
  if (syntax.kind === 'in_list') {
    const items = syntax.items.map((item) => resolve(item, scope))
    const [value = operand, ...values] = unify([operand, ...items], 'IN').exprs
    const isPlain = values.every((item) => item.kind === 'literal' && item.value !== null)
    return call(isPlain ? LOGIC.inLiterals : LOGIC.inAny, [value, ...values], 'boolean', position)
  }
  // The operand is written twice; subqueries in it would double with each level.
  if (hasSubquery(operand)) {
    throw refused(
      'not_supported',
      position,
      'a subquery on the left of IN (SELECT …)',
      'join the two instead',
    )
  }
  const query = scope.resolveQuery(syntax.query)
  const [column, ...others] = query.columns
  if (column === undefined || others.length > 0) {
    throw refused('wrong_arguments', position, 'IN', 'a subquery of one column')
  }
  const asRead: Expr = {
    ...literal(null, column.type, position),
    kind: 'slot',
    slot: 'm',
    index: 0,
    type: column.type,
  }
  const { exprs, type } = unify([operand, asRead], 'IN')
  return {
    kind: 'in_query',
    operand: exprs[0] ?? operand,
    item: exprs[1] ?? asRead,
    query,
    type: 'boolean',
    key: `in(${exprs[0]?.key ?? ''},${type},${column.id})`,
    position,
    isSmall: false,
  }
}
