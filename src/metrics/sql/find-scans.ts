import type { EventReads } from './emit-events.ts'
import { childrenOf, findExpr } from './make-expr.ts'
import { leavesOf } from './resolve-from.ts'
import type { Expr, TypedBody, TypedQuery, TypedSelect } from './typed-tree.ts'

/** A table `events` of a text, and what the WHERE of its SELECT asks of each event by itself. */
export interface EventScan {
  table: EventReads
  /** All must hold. */
  conditions: readonly Expr[]
}

/**
 * Every table `events` that a query reads, those of its subqueries and WITH names included. Conditions that look at
 * other events, too, in a subquery or another table of a join, are none of a single event's and left out.
 */
export function findScans(query: TypedQuery): EventScan[] {
  const scans: EventScan[] = []
  const seen = new Set<TypedQuery>()
  visitQuery(query)
  return scans

  function visitQuery(inner: TypedQuery): void {
    // A WITH name is one query, however often it is used.
    if (seen.has(inner)) return
    seen.add(inner)
    visitBody(inner.body)
    for (const order of inner.orderBy) if ('expr' in order) visitExpr(order.expr)
  }

  function visitBody(body: TypedBody): void {
    switch (body.kind) {
      case 'nested':
        return visitQuery(body.query)
      case 'union':
        return body.parts.forEach((part) => visitBody(part.body))
      case 'select':
        return visitSelect(body)
    }
  }

  function visitSelect(select: TypedSelect): void {
    const { from, where, groups, aggregates, having, columns } = select
    const conditions = where === null ? [] : conjunctsOf(where)
    for (const relation of from === null ? [] : leavesOf(from)) {
      if (relation.kind === 'query') visitQuery(relation.query)
      else scans.push({ table: relation, conditions: conditions.filter((one) => isOf(one, relation.id)) })
    }
    const exprs = [...columns, ...(groups ?? []), ...aggregates.flatMap(({ args }) => args)]
    for (const expr of [...exprs, where, having]) if (expr !== null) visitExpr(expr)
  }

  function visitExpr(expr: Expr): void {
    if (expr.kind === 'in_query' || expr.kind === 'scalar') visitQuery(expr.query)
    for (const child of childrenOf(expr)) visitExpr(child)
  }
}

function conjunctsOf(condition: Expr): readonly Expr[] {
  return condition.kind === 'call' && condition.operation.name === 'and'
    ? condition.args.flatMap(conjunctsOf)
    : [condition]
}

/** Whether an expression can be told from an event of this table alone. */
function isOf(expr: Expr, relation: number): boolean {
  const isOther = (part: Expr) =>
    part.kind === 'in_query' ||
    part.kind === 'scalar' ||
    (part.kind === 'column' && part.relation !== relation)
  return findExpr(expr, isOther) === null
}
