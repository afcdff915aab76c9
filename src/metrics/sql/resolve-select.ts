import { asBoolean } from './coerce.ts'
import { hasWindow, isAggregated } from './make-expr.ts'
import { refused, shown } from './refusals.ts'
import { groupExpr, type Grouping } from './group-expr.ts'
import { resolveExpression } from './resolve-expression.ts'
import { leavesOf, resolveFrom } from './resolve-from.ts'
import { findName, matches, tellingColumns } from './resolve-name.ts'
import { orderOf } from './resolve-window.ts'
import type { Cte, Numbering, Resolved, Scope } from './scope.ts'
import type { ExpressionSyntax, OrderSyntax, QuerySyntax, SelectSyntax } from './syntax.ts'
import { breakTies } from './break-ties.ts'
import type { Expr, QueryColumn, TypedOrder, TypedQuery } from './typed-tree.ts'
import { columnName } from './column-name.ts'

const NO_AGGREGATES = 'aggregates go into SELECT, HAVING or ORDER BY'
const NO_WINDOWS = 'window functions go into SELECT or ORDER BY'

/** Finds out what a SELECT means. @param orders the ORDER BY that follows it, which may use its tables. */
export function resolveSelect(
  syntax: SelectSyntax,
  orders: readonly OrderSyntax[],
  ctes: readonly Cte[],
  numbering: Numbering,
  resolveQuery: (query: QuerySyntax) => TypedQuery,
): Resolved {
  let blocks = 1
  const countBlocks = (times: number) => (query: QuerySyntax) => {
    const resolved = resolveQuery(query)
    blocks += times * resolved.blocks
    return resolved
  }
  const scopeOf = (relations: Scope['relations']): Scope => ({
    relations,
    numbering,
    noAggregates: NO_AGGREGATES,
    noWindows: NO_WINDOWS,
    resolveQuery: countBlocks(2),
  })
  const from =
    syntax.from === null ? null : resolveFrom(syntax.from, ctes, numbering, countBlocks(1), scopeOf)
  const relations = from === null ? [] : leavesOf(from)
  for (const relation of relations)
    if (relation.kind === 'query' && relation.isCte) blocks += relation.query.blocks
  const rowScope = scopeOf(relations)
  const where = syntax.where === null ? null : asBoolean(resolveExpression(syntax.where, rowScope), 'WHERE')
  const selectScope: Scope = { ...rowScope, noAggregates: null, noWindows: null }
  const rawColumns = syntax.columns.map(({ expression }) => resolveExpression(expression, selectScope))
  const groups = syntax.groupBy.map((item) => resolveGroup(item))
  const having =
    syntax.having === null
      ? null
      : asBoolean(resolveExpression(syntax.having, { ...selectScope, noWindows: NO_WINDOWS }), 'HAVING')
  const rawOrders = orders.map((order) => resolveOrder(order))

  const results = [...rawColumns, ...rawOrders.flatMap((order) => ('expr' in order ? [order.expr] : []))]
  const isGrouped = groups.length > 0 || having !== null || results.some(isAggregated)
  const grouping: Grouping = { groups, aggregates: [] }
  const ties = isGrouped
    ? groups
    : results.some(hasWindow)
      ? relations.flatMap((relation) => tellingColumns(relation, syntax.position))
      : []
  const finish = (expr: Expr): Expr => {
    const tied = breakTies(expr, ties)
    return isGrouped ? groupExpr(tied, grouping) : tied
  }
  const exprs = rawColumns.map(finish)
  const columns = exprs.map((expr, index): QueryColumn => {
    const { alias, expression } = syntax.columns[index] ?? { alias: null, expression: null }
    const name = alias ?? columnName(expression, index)
    return {
      name: name.text,
      quoted: name.quoted,
      type: expr.type,
      id: numbering.column(),
      isSmall: expr.isSmall,
      position: alias?.position ?? expr.position,
    }
  })
  const orderBy = rawOrders.map((order) => ('expr' in order ? { ...order, expr: finish(order.expr) } : order))
  const grouped = { groups: isGrouped ? groups : null, having: having === null ? null : finish(having) }
  const body = {
    kind: 'select' as const,
    from,
    where,
    ...grouped,
    aggregates: grouping.aggregates,
    distinct: syntax.distinct,
    columns: exprs,
    ids: columns.map(({ id }) => id),
  }
  return { body, columns, blocks, orderBy }

  /** A column of the tables, an alias or a position of the SELECT, or any other expression. */
  function resolveGroup(item: ExpressionSyntax): Expr {
    const index = outputIndex(item, true)
    const expr = index === null ? resolveExpression(item, rowScope) : rawColumns[index]
    if (expr === undefined) throw refused('bad_position', item.position, 'this', `1 to ${rawColumns.length}`)
    if (isAggregated(expr) || hasWindow(expr)) {
      const what = isAggregated(expr) ? 'an aggregate' : 'a window function'
      throw refused('aggregate_not_allowed', item.position, what, 'GROUP BY takes values of single events')
    }
    if (index === null && expr.kind === 'literal') {
      throw refused('bad_position', item.position, 'a value', 'a name, an expression or a position')
    }
    return expr
  }

  function resolveOrder(order: OrderSyntax): TypedOrder | (Omit<TypedOrder, 'expr'> & { column: number }) {
    const { expression } = order
    const index = outputIndex(expression, false)
    if (index !== null) return { ...orderOf(order), column: index }
    const expr = resolveExpression(expression, selectScope)
    const same = rawColumns.findIndex((column) => column.key === expr.key)
    if (same !== -1) return { ...orderOf(order), column: same }
    if (syntax.distinct) {
      throw refused('bad_position', expression.position, 'this', 'with DISTINCT, a column of the SELECT')
    }
    return { ...orderOf(order), expr }
  }

  /** Which column of the SELECT a position or a name means; GROUP BY looks for columns of the tables first. */
  function outputIndex(item: ExpressionSyntax, tablesFirst: boolean): number | null {
    if (item.kind === 'number') {
      const index = Number(item.text) - 1
      if (rawColumns[index] === undefined)
        throw refused('bad_position', item.position, shown(item.text), `1 to ${rawColumns.length}`)
      return index
    }
    const [name, ...more] = item.kind === 'name' ? item.parts : []
    if (name === undefined || more.length > 0) return null
    if (tablesFirst && findName([name], rowScope, item.position) !== null) return null
    const found = syntax.columns.flatMap(({ alias, expression }, index) =>
      matches(name, (alias ?? columnName(expression, index)).text) ? [index] : [],
    )
    if (found.length > 1) throw refused('ambiguous_column', item.position, shown(name.text))
    return found[0] ?? null
  }
}
