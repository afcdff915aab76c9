import { integerLiteral, joinSql, sql, stringLiteral, type Sql } from '../../kernel/sql.ts'
import { emitAggregateCall } from './emit-aggregate.ts'
import type { Expr, TypedOrder, TypedWindow } from './typed-tree.ts'

type Windowed = Extract<Expr, { kind: 'window' }>

/** Writes an expression in exactly its type. */
type EmitTyped = (expr: Expr) => Sql

/**
 * Writes a window function and its OVER.
 * @param owner whose rows its windows are within; null in a query for one customer.
 */
export function emitWindowed(expr: Windowed, owner: Sql | null, emit: EmitTyped): Sql {
  return sql`${emitFunction(expr, emit)} OVER (${emitWindow(expr.window, owner, emit)})`
}

function emitFunction({ name, args }: Windowed, emit: EmitTyped): Sql {
  const values = args.map(emit)
  switch (name) {
    case 'row_number':
      return sql`row_number()`
    case 'first_value':
      return sql`first_value_respect_nulls(${joinSql(values, ', ')})`
    case 'last_value':
      return sql`last_value_respect_nulls(${joinSql(values, ', ')})`
    case 'lag':
    case 'lead': {
      const [value = sql`NULL`, , otherwise] = values
      const distance =
        args[1]?.kind === 'literal' ? sql`toUInt64(${stringLiteral(String(args[1].value))})` : sql`1`
      const all = otherwise === undefined ? [value, distance] : [value, distance, otherwise]
      return name === 'lag' ? sql`lag(${joinSql(all, ', ')})` : sql`lead(${joinSql(all, ', ')})`
    }
    case 'count':
    case 'sum':
    case 'sumFloat':
    case 'min':
    case 'max':
    case 'uniqExact':
    case 'groupArray':
    case 'argMin':
    case 'argMax':
      return emitAggregateCall(name, values, 'plain')
  }
}

function emitWindow({ partitionBy, orderBy, frame }: TypedWindow, owner: Sql | null, emit: EmitTyped): Sql {
  const parts = partitionBy.map(emit)
  const all = owner === null ? parts : [owner, ...parts]
  const partition = all.length === 0 ? sql`` : sql`PARTITION BY ${joinSql(all, ', ')}`
  const order =
    orderBy.length === 0
      ? sql``
      : sql` ORDER BY ${joinSql(
          orderBy.map((one) => emitOrder(emit(one.expr), one)),
          ', ',
        )}`
  return sql`${partition}${order}${frame === null ? sql`` : emitFrame(frame)}`
}

/** One item of an ORDER BY. */
export function emitOrder(value: Sql, { descending, nullsFirst }: Omit<TypedOrder, 'expr'>): Sql {
  return sql`${value} ${descending ? sql`DESC` : sql`ASC`} NULLS ${nullsFirst ? sql`FIRST` : sql`LAST`}`
}

function emitFrame({ unit, start, end }: NonNullable<TypedWindow['frame']>): Sql {
  return sql` ${unit === 'ROWS' ? sql`ROWS` : sql`RANGE`} BETWEEN ${emitBound(start)} AND ${emitBound(end)}`
}

function emitBound({ kind, rows }: NonNullable<TypedWindow['frame']>['start']): Sql {
  const count = integerLiteral(rows ?? 0)
  switch (kind) {
    case 'unbounded_preceding':
      return sql`UNBOUNDED PRECEDING`
    case 'preceding':
      return sql`${count} PRECEDING`
    case 'current_row':
      return sql`CURRENT ROW`
    case 'following':
      return sql`${count} FOLLOWING`
    case 'unbounded_following':
      return sql`UNBOUNDED FOLLOWING`
  }
}
