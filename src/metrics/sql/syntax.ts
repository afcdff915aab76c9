import type { SqlPosition } from './sql-metric.ts'

/** A name as it was written; an unquoted one matches whatever its case. */
export interface Name {
  text: string
  quoted: boolean
  position: SqlPosition
}

/** What an expression says, before its names and types are known. */
export type ExpressionSyntax = { position: SqlPosition } & (
  | { kind: 'null' }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'number'; text: string }
  | { kind: 'string'; value: string }
  | { kind: 'timestamp'; text: string }
  /** `a`, `t.a`, `properties.a.b`, `properties['a']`: a bracket's text is a quoted part. */
  | { kind: 'name'; parts: readonly Name[] }
  | CallSyntax
  | { kind: 'extract'; field: Name; operand: ExpressionSyntax }
  | { kind: 'cast'; operand: ExpressionSyntax; target: Name }
  | { kind: 'negate' | 'not'; operand: ExpressionSyntax }
  | { kind: 'binary'; operator: BinaryOperator; left: ExpressionSyntax; right: ExpressionSyntax }
  | { kind: 'is_null'; operand: ExpressionSyntax; negated: boolean }
  | { kind: 'like'; operand: ExpressionSyntax; pattern: ExpressionSyntax; negated: boolean }
  | {
      kind: 'between'
      operand: ExpressionSyntax
      low: ExpressionSyntax
      high: ExpressionSyntax
      negated: boolean
    }
  | { kind: 'in_list'; operand: ExpressionSyntax; items: readonly ExpressionSyntax[]; negated: boolean }
  | { kind: 'in_query'; operand: ExpressionSyntax; query: QuerySyntax; negated: boolean }
  | CaseSyntax
  | { kind: 'query'; query: QuerySyntax }
)

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '||'
  | '='
  | '<>'
  | '<'
  | '>'
  | '<='
  | '>='
  | 'AND'
  | 'OR'

export interface CallSyntax {
  kind: 'call'
  position: SqlPosition
  name: Name
  /** `count(*)`. */
  star: boolean
  distinct: boolean
  args: readonly ExpressionSyntax[]
  over: WindowSyntax | null
}

export interface CaseSyntax {
  kind: 'case'
  position: SqlPosition
  /** Null for `CASE WHEN condition …`. */
  operand: ExpressionSyntax | null
  branches: readonly { when: ExpressionSyntax; result: ExpressionSyntax }[]
  otherwise: ExpressionSyntax | null
}

export interface WindowSyntax {
  partitionBy: readonly ExpressionSyntax[]
  orderBy: readonly OrderSyntax[]
  frame: FrameSyntax | null
}

export interface FrameSyntax {
  unit: 'ROWS' | 'RANGE'
  start: FrameBound
  end: FrameBound
}

/** `rows` is null for UNBOUNDED and CURRENT ROW. */
export interface FrameBound {
  kind: 'unbounded_preceding' | 'preceding' | 'current_row' | 'following' | 'unbounded_following'
  rows: number | null
  position: SqlPosition
}

export interface OrderSyntax {
  expression: ExpressionSyntax
  descending: boolean
  /** Null for the direction's own: last where ascending, first where descending. */
  nullsFirst: boolean | null
}

export interface QuerySyntax {
  position: SqlPosition
  ctes: readonly { name: Name; columns: readonly Name[]; query: QuerySyntax }[]
  body: BodySyntax
  orderBy: readonly OrderSyntax[]
  limit: number | null
  offset: number | null
}

export type BodySyntax =
  | SelectSyntax
  | { kind: 'nested'; query: QuerySyntax }
  | { kind: 'union'; all: boolean; parts: readonly BodySyntax[]; position: SqlPosition }

export interface SelectSyntax {
  kind: 'select'
  position: SqlPosition
  distinct: boolean
  columns: readonly { expression: ExpressionSyntax; alias: Name | null }[]
  /** Null for a SELECT without FROM. */
  from: FromSyntax | null
  where: ExpressionSyntax | null
  groupBy: readonly ExpressionSyntax[]
  having: ExpressionSyntax | null
}

export type FromSyntax =
  | { kind: 'table'; name: Name; alias: Name | null }
  | { kind: 'subquery'; query: QuerySyntax; alias: Name | null; position: SqlPosition }
  | {
      kind: 'join'
      type: JoinType
      left: FromSyntax
      right: FromSyntax
      on: ExpressionSyntax | null
      position: SqlPosition
    }

export type JoinType = 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | 'CROSS'
