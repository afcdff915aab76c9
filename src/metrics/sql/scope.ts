import type { SqlPosition } from './sql-metric.ts'
import type { ExpressionSyntax, QuerySyntax } from './syntax.ts'
import type { Expr, QueryColumn, Relation, TypedBody, TypedQuery } from './typed-tree.ts'

/** Numbers for tables and columns, so that no name is ever taken from the user's text. */
export class Numbering {
  #relations = 0
  #columns = 0

  relation(): number {
    return this.#relations++
  }

  column(): number {
    return this.#columns++
  }
}

/** What an expression may refer to at its place. */
export interface Scope {
  /** The tables of FROM. */
  relations: readonly Relation[]
  numbering: Numbering
  /** Null where aggregates are allowed, else what is allowed instead. */
  noAggregates: string | null
  /** The same for window functions. */
  noWindows: string | null
  resolveQuery(query: QuerySyntax): TypedQuery
}

/** Resolves an expression below another one. */
export type Resolve = (syntax: ExpressionSyntax, scope: Scope) => Expr

/** A call of a function whose arguments are resolved. */
export interface Call {
  name: string
  args: readonly Expr[]
  position: SqlPosition
}

/** A WITH name and what it stands for. */
export interface Cte {
  name: string
  query: TypedQuery
}

/** What resolving a body gives. */
export interface Resolved {
  body: TypedBody
  columns: readonly QueryColumn[]
  blocks: number
  orderBy: TypedQuery['orderBy']
}
