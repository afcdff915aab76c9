import type { EmittedSize } from './emitted-size.ts'
import type { Sql } from '../../kernel/sql.ts'
import type { SqlPosition, SqlType } from './sql-metric.ts'
import type { JoinType, WindowSyntax } from './syntax.ts'

/**
 * The type of an expression. `property` is a property's text that nothing has made a text of yet, so that MIN, MAX,
 * GREATEST and LEAST read it as a number (semantics 17); `null` is a bare NULL.
 */
export type ExprType = SqlType | 'property' | 'null'

/** An expression whose names and types are known. */
export type Expr = {
  type: ExprType
  /** Equal for expressions that mean the same, so that grouped ones are found again. */
  key: string
  position: SqlPosition
  /** Whether a number is surely below 10^38, so that a sum of it cannot wrap. */
  isSmall: boolean
} & (
  | { kind: 'literal'; value: string | boolean | null }
  /** `source` is the text that it reads as a number, null for the column itself; `numbers` is its table's. */
  | {
      kind: 'column'
      relation: number
      column: number
      label: string
      numbers: Set<number>
      source: Expr | null
    }
  /** A column of the layer below: a grouped expression or an aggregate's result. */
  | { kind: 'slot'; slot: 'g' | 'm'; index: number }
  | { kind: 'call'; operation: Operation; args: readonly Expr[] }
  | { kind: 'aggregate'; aggregate: AggregateName; args: readonly Expr[]; label: string }
  | { kind: 'window'; name: AggregateName | WindowName; args: readonly Expr[]; window: TypedWindow }
  /** `item` is the query's column as the operand's type, over the slot `m0`. */
  | { kind: 'in_query'; operand: Expr; item: Expr; query: TypedQuery }
  | { kind: 'scalar'; query: TypedQuery }
)

/** The engine's aggregates, from which those of the language are made. Each skips NULL. */
export type AggregateName =
  | 'count'
  | 'sum'
  | 'sumFloat'
  | 'min'
  | 'max'
  | 'uniqExact'
  | 'groupArray'
  | 'argMin'
  | 'argMax'

export type WindowName = 'row_number' | 'lag' | 'lead' | 'first_value' | 'last_value'

/** How an operation is written in the engine's SQL. */
export interface Operation {
  /** With its fixed parameters; part of the expression's key. */
  name: string
  /**
   * plain: uses each argument at most once. bound: may repeat them, so they are given as short names. strict: as bound,
   * and only for arguments that are not NULL; NULL where one is. closed: strict, uses each once, and never gives NULL.
   */
  mode: 'plain' | 'bound' | 'strict' | 'closed'
  /** About how many characters it adds; 60 where absent. */
  length?: number
  /** For `+` and `-`: the operator, so that chains are written without parentheses. */
  infix?: Sql
  emit(args: readonly Sql[]): Sql
  /** The same value sooner, in more text and depth: not for a query that is long already. */
  emitQuick?: (args: readonly Sql[], exprs: readonly Expr[]) => Sql
}

export interface TypedOrder {
  expr: Expr
  descending: boolean
  nullsFirst: boolean
}

export interface TypedWindow {
  partitionBy: readonly Expr[]
  orderBy: readonly TypedOrder[]
  frame: WindowSyntax['frame']
}

/**
 * A table of FROM. Its columns are written `t<id>.c<column>`, and `t<id>.n<column>` where they are read as numbers: once
 * for each column, however often it is used. `numbers` and `reads` grow while names are resolved.
 */
export type Relation = { id: number; alias: string | null; numbers: Set<number> } &
  /** In an outer join, every column may be NULL. */
  (
    | { kind: 'events'; reads: EventRead[]; isOuter: boolean }
    | { kind: 'query'; query: TypedQuery; columns: readonly QueryColumn[]; isCte: boolean }
  )

/** What is read of each event. */
export interface EventRead {
  column: number
  source: EventColumn | { path: readonly string[] }
}

export type EventColumn = 'event_type' | 'timestamp' | 'transaction_id' | 'customer_id'

export type FromTree =
  | { kind: 'relation'; relation: Relation }
  | { kind: 'join'; type: JoinType; left: FromTree; right: FromTree; on: Expr | null }

export interface QueryColumn {
  name: string
  quoted: boolean
  type: ExprType
  /** Written `c<id>`. */
  id: number
  isSmall: boolean
  position: SqlPosition
}

export interface TypedSelect {
  kind: 'select'
  from: FromTree | null
  where: Expr | null
  /** Null where the query does not aggregate; then the next two are empty. */
  groups: readonly Expr[] | null
  aggregates: readonly { aggregate: AggregateName; args: readonly Expr[] }[]
  having: Expr | null
  distinct: boolean
  /** Over the groups' and aggregates' slots, where the query aggregates. */
  columns: readonly Expr[]
  /** The numbers of the columns, in the same order. */
  ids: readonly number[]
}

export type TypedBody = TypedSelect | { kind: 'nested'; query: TypedQuery } | TypedUnion

export interface TypedUnion {
  kind: 'union'
  all: boolean
  /** Each with its own columns, before they become the union's. */
  parts: readonly { body: TypedBody; columns: readonly QueryColumn[] }[]
  columns: readonly QueryColumn[]
}

export interface TypedQuery {
  body: TypedBody
  columns: readonly QueryColumn[]
  /** Each names a column of the result or is an expression of the select itself. */
  orderBy: readonly (TypedOrder | (Omit<TypedOrder, 'expr'> & { column: number }))[]
  limit: number | null
  offset: number | null
  /** How many selects it holds once its WITH names are written out. */
  blocks: number
  /** About how long and deep it is once written out. */
  size: EmittedSize
}

/** The type as callers see it. */
export function publicType(type: ExprType): SqlType {
  return type === 'property' || type === 'null' ? 'text' : type
}
