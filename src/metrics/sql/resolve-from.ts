import { asBoolean } from './coerce.ts'
import { findExpr, hasSubquery } from './make-expr.ts'
import { refused, shown } from './refusals.ts'
import { resolveExpression } from './resolve-expression.ts'
import { matches } from './resolve-name.ts'
import type { Cte, Numbering, Scope } from './scope.ts'
import type { FromSyntax, QuerySyntax } from './syntax.ts'
import type { Expr, FromTree, Relation, TypedQuery } from './typed-tree.ts'

/** Finds out what the tables of FROM are. @throws RefusedSql for any but `events`, subqueries and WITH names. */
export function resolveFrom(
  syntax: FromSyntax,
  ctes: readonly Cte[],
  numbering: Numbering,
  resolveQuery: (query: QuerySyntax) => TypedQuery,
  scopeOf: (relations: readonly Relation[]) => Scope,
): FromTree {
  const again = (part: FromSyntax) => resolveFrom(part, ctes, numbering, resolveQuery, scopeOf)
  switch (syntax.kind) {
    case 'table': {
      const alias = syntax.alias?.text ?? syntax.name.text
      const cte = ctes.find(({ name }) => matches(syntax.name, name))
      if (cte !== undefined) return { kind: 'relation', relation: ofQuery(cte.query, alias, true) }
      if (!matches(syntax.name, 'events')) {
        const allowed = ['events', ...ctes.map(({ name }) => name)].join(', ')
        throw refused('unknown_table', syntax.name.position, shown(syntax.name.text), allowed)
      }
      return {
        kind: 'relation',
        relation: {
          kind: 'events',
          id: numbering.relation(),
          alias,
          numbers: new Set(),
          reads: [],
          isOuter: false,
        },
      }
    }
    case 'subquery':
      return {
        kind: 'relation',
        relation: ofQuery(resolveQuery(syntax.query), syntax.alias?.text ?? null, false),
      }
    case 'join': {
      const left = again(syntax.left)
      const right = again(syntax.right)
      if (syntax.on === null) return { kind: 'join', type: syntax.type, left, right, on: null }
      const leaves = [...leavesOf(left), ...leavesOf(right)]
      const on = asBoolean(resolveExpression(syntax.on, scopeOf(leaves)), 'ON')
      if (hasSubquery(on)) {
        throw refused('not_supported', syntax.on.position, 'a subquery in ON', 'put it into WHERE')
      }
      const isOuter = syntax.type !== 'INNER'
      for (const leaf of leaves) if (leaf.kind === 'events') leaf.isOuter ||= isOuter
      if (isOuter && !hasEquality(on, idsOf(left), idsOf(right))) {
        throw refused('join_condition', syntax.on.position, `${syntax.type} JOIN`)
      }
      return { kind: 'join', type: syntax.type, left, right, on }
    }
  }

  function ofQuery(query: TypedQuery, alias: string | null, isCte: boolean): Relation {
    const numbers = new Set<number>()
    return { kind: 'query', id: numbering.relation(), alias, query, columns: query.columns, numbers, isCte }
  }
}

/** The tables of FROM, from left to right. */
export function leavesOf(from: FromTree): Relation[] {
  return from.kind === 'relation' ? [from.relation] : [...leavesOf(from.left), ...leavesOf(from.right)]
}

const idsOf = (from: FromTree): ReadonlySet<number> => new Set(leavesOf(from).map(({ id }) => id))

function hasEquality(on: Expr, left: ReadonlySet<number>, right: ReadonlySet<number>): boolean {
  if (on.kind !== 'call') return false
  if (on.operation.name === 'and') return on.args.some((arg) => hasEquality(arg, left, right))
  const [a, b] = on.args
  if (on.operation.name !== '=' || a === undefined || b === undefined) return false
  return (within(a, left) && within(b, right)) || (within(a, right) && within(b, left))
}

/** Whether an expression uses columns, and only of these tables. */
function within(expr: Expr, ids: ReadonlySet<number>): boolean {
  const isColumn = (part: Expr) => part.kind === 'column'
  const isOther = (part: Expr) => part.kind === 'column' && !ids.has(part.relation)
  return findExpr(expr, isColumn) !== null && findExpr(expr, isOther) === null
}
