import type { SqlValue } from './values.ts'

export type ValueType = 'text' | 'number' | 'time' | 'boolean'

/** Functions and operators on the values of one row, by PostgreSQL's names or signs. */
export type Operation =
  | ArithmeticOperation
  | TextOperation
  | TimeOperation
  | LogicOperation
  | 'coalesce'
  | 'nullif'
  | 'greatest'
  | 'least'
  | 'to_number'
  | 'to_integer'
  | 'to_text'

export type ArithmeticOperation =
  | '+'
  | '-'
  | '*'
  | '/'
  | 'negate'
  | 'abs'
  | 'ceil'
  | 'floor'
  | 'trunc'
  | 'round'
  | 'mod'
  | 'power'
export type TextOperation =
  | 'lower'
  | 'upper'
  | 'length'
  | 'substring'
  | 'concat'
  | '||'
  | 'replace'
  | 'split_part'
  | 'starts_with'
export type TimeOperation = 'date_trunc' | 'date_diff' | 'extract'
export type LogicOperation =
  | '='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'and'
  | 'or'
  | 'not'
  | 'is_null'
  | 'is_not_null'
  | 'between'
  | 'not_between'
  | 'in'
  | 'not_in'
  | 'like'
  | 'not_like'

export type AggregateName =
  | 'count'
  | 'sum'
  | 'min'
  | 'max'
  | 'avg'
  | 'latest'
  | 'earliest'
  | 'quantile'
  | 'stddev_pop'
  | 'var_pop'

export type WindowName =
  | 'row_number'
  | 'lag'
  | 'lead'
  | 'first_value'
  | 'last_value'
  | 'sum'
  | 'count'
  | 'min'
  | 'max'

/** One key of an order; nulls go last ascending and first descending unless it says otherwise. */
export interface SortKey<By> {
  by: By
  isDescending: boolean
  nulls: 'first' | 'last' | null
}

/** An expression, every type settled. */
export type Expression =
  | { kind: 'column'; name: string; type: ValueType }
  /** A property's text; where it is read as a number, `to_number` says so. */
  | { kind: 'property'; path: readonly string[]; type: 'text' }
  | { kind: 'literal'; value: SqlValue; type: ValueType }
  | { kind: 'call'; operation: Operation; arguments: readonly Expression[]; type: ValueType }
  | {
      kind: 'case'
      branches: readonly { when: Expression; result: Expression }[]
      otherwise: Expression | null
      type: ValueType
    }
  | {
      kind: 'aggregate'
      name: AggregateName
      isDistinct: boolean
      /** Null for count(*). */
      argument: Expression | null
      /** Of quantile. */
      fraction: string | null
      type: ValueType
    }
  | {
      kind: 'window'
      name: WindowName
      argument: Expression | null
      /** How many rows away, for lag and lead. */
      offset: number | null
      partition: readonly Expression[]
      order: readonly SortKey<Expression>[]
      /** Whether the frame ends at the row itself, without those behind it that are level with it. */
      isByRows: boolean
      type: ValueType
    }
  | { kind: 'scalar_query'; query: Query; type: ValueType }
  | { kind: 'in_query'; operand: Expression; query: Query; isNegated: boolean; type: 'boolean' }

export interface OutputColumn {
  name: string
  value: Expression
}

export interface Select {
  kind: 'select'
  isDistinct: boolean
  columns: readonly OutputColumn[]
  from: From
  where: Expression | null
  /** Null for a query without GROUP BY; places of columns otherwise. */
  groupBy: readonly number[] | null
  having: Expression | null
  order: readonly SortKey<number>[]
  limit: number | null
}

export interface Union {
  kind: 'union'
  isAll: boolean
  parts: readonly Select[]
}

export type Query = Select | Union

export type From =
  | { kind: 'events' }
  | { kind: 'query'; query: Query }
  | { kind: 'join'; type: 'inner' | 'left' | 'cross'; left: From; right: From; on: Expression | null }

/** Whether an expression aggregates, outside of its subqueries. */
export function aggregates(expression: Expression): boolean {
  return (
    expression.kind === 'aggregate' || (expression.kind !== 'window' && partsOf(expression).some(aggregates))
  )
}

/** The queries that stand in an expression. */
export function subqueriesOf(expression: Expression): Query[] {
  const own = expression.kind === 'scalar_query' || expression.kind === 'in_query' ? [expression.query] : []
  return [...own, ...partsOf(expression).flatMap(subqueriesOf)]
}

/** The expressions that an expression is made of. */
function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'call':
      return expression.arguments
    case 'case': {
      const { branches, otherwise } = expression
      return [
        ...branches.flatMap(({ when, result }) => [when, result]),
        ...(otherwise === null ? [] : [otherwise]),
      ]
    }
    case 'aggregate':
    case 'window':
      return expression.argument === null ? [] : [expression.argument]
    case 'in_query':
      return [expression.operand]
    case 'column':
    case 'property':
    case 'literal':
    case 'scalar_query':
      return []
  }
}
