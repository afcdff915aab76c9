import { identifier, integerLiteral, joinSql, sql, type Sql } from '../../kernel/sql.ts'
import { emitNumber } from '../emit-number.ts'
import { emitAggregateCall } from './emit-aggregate.ts'
import { emitEvents, emitNumbers } from './emit-events.ts'
import { emitExpr, emitOrder, emitTyped, engineType, type Emission } from './emit-expr.ts'
import type { JoinType } from './syntax.ts'
import type {
  Expr,
  FromTree,
  Relation,
  TypedBody,
  TypedQuery,
  TypedSelect,
  TypedUnion,
} from './typed-tree.ts'

/** Writes a query over a source of events. Its columns are named `c<id>`. */
export function emitQuery(query: TypedQuery, source: Sql): Sql {
  return new QueryEmitter(source).query(query)
}

const JOINS: Readonly<Record<JoinType, Sql>> = {
  INNER: sql`INNER JOIN`,
  LEFT: sql`LEFT JOIN`,
  RIGHT: sql`RIGHT JOIN`,
  FULL: sql`FULL JOIN`,
  CROSS: sql`CROSS JOIN`,
}

/** Names variables and writes subqueries for one text. */
export class QueryEmitter implements Emission {
  readonly #source: Sql
  #variables = 0

  constructor(source: Sql) {
    this.#source = source
  }

  variable(): Sql {
    this.#variables += 1
    return identifier(`v${this.#variables}`)
  }

  query(query: TypedQuery): Sql {
    const { body, columns, orderBy, limit, offset } = query
    const ordered = orderBy.map((order, index) =>
      'expr' in order
        ? { order, expr: order.expr, name: identifier(`o${index}`) }
        : { order, expr: null, name: columnName(columns[order.column]?.id) },
    )
    const extra = ordered.flatMap(({ expr, name }) => (expr === null ? [] : [{ expr, name }]))
    const inner = this.#body(body, extra)
    if (ordered.length === 0 && limit === null && offset === null) return inner
    const names = columns.map(({ id }) => columnName(id))
    // Rows that ORDER BY leaves equal would be cut off by chance: all columns order them.
    const ties =
      limit === null && offset === null
        ? []
        : names.map((name) => emitOrder(name, { descending: false, nullsFirst: false }))
    const order = joinSql([...ordered.map((one) => emitOrder(one.name, one.order)), ...ties], ', ')
    const limited = limit === null ? sql`` : sql` LIMIT ${integerLiteral(limit)}`
    const skipped = offset === null ? sql`` : sql` OFFSET ${integerLiteral(offset)}`
    return sql`SELECT ${joinSql(names, ', ')} FROM (${inner}) ORDER BY ${order}${limited}${skipped}`
  }

  #body(body: TypedBody, extra: readonly Extra[]): Sql {
    switch (body.kind) {
      case 'nested':
        return this.query(body.query)
      case 'union':
        return this.#union(body)
      case 'select':
        return this.#select(body, extra)
    }
  }

  #union({ all, parts, columns }: TypedUnion): Sql {
    const sides = parts.map(({ body, columns: own }) => {
      const values = columns.map(
        ({ id, type }, index) => sql`${this.#converted(own[index], type)} AS ${columnName(id)}`,
      )
      return sql`SELECT ${joinSql(values, ', ')} FROM (${this.#body(body, [])})`
    })
    const together = joinSql(sides, '\nUNION ALL\n')
    if (all) return together
    const names = columns.map(({ id }) => columnName(id))
    return sql`SELECT DISTINCT ${joinSql(names, ', ')} FROM (${together})`
  }

  #select(select: TypedSelect, extra: readonly Extra[]): Sql {
    const columns = [
      ...select.columns.map(
        (expr, index) => sql`${emitTyped(expr, this)} AS ${columnName(select.ids[index])}`,
      ),
      ...extra.map(({ expr, name }) => sql`${emitTyped(expr, this)} AS ${name}`),
    ]
    const distinct = select.distinct ? sql`DISTINCT ` : sql``
    const head = sql`SELECT ${distinct}${joinSql(columns, ', ')}`
    if (select.groups === null) return sql`${head}${this.#from(select.from)}${this.#where(select.where)}`
    const { aggregates, groups } = select
    const rows = sql`${this.rows(select, [])}${this.#from(select.from)}${this.#where(select.where)}`
    const names = groups.map((_, index) => identifier(`g${index}`))
    const made = aggregates.map(
      ({ aggregate, args }, index) =>
        sql`${emitAggregateCall(
          aggregate,
          args.map((_, arg) => identifier(`a${index}_${arg}`)),
          'plain',
        )} AS ${identifier(`m${index}`)}`,
    )
    const all = [...names, ...made]
    const grouped = names.length === 0 ? sql`` : sql` GROUP BY ${joinSql(names, ', ')}`
    const group = sql`SELECT ${joinSql(all.length === 0 ? [sql`count() AS present`] : all, ', ')} FROM (${rows})${grouped}`
    return sql`${head} FROM (${group})${this.#where(select.having)}`
  }

  /** The head of the rows below an aggregation: the groups as `g<n>`, the arguments as `a<n>_<m>`. */
  rows({ groups, aggregates }: TypedSelect, more: readonly Sql[]): Sql {
    const columns = [
      ...more,
      ...(groups ?? []).map((expr, index) => sql`${emitTyped(expr, this)} AS ${identifier(`g${index}`)}`),
      ...aggregates.flatMap(({ args }, index) =>
        args.map((expr, arg) => sql`${emitTyped(expr, this)} AS ${identifier(`a${index}_${arg}`)}`),
      ),
    ]
    return sql`SELECT ${joinSql(columns.length === 0 ? [sql`1 AS present`] : columns, ', ')}`
  }

  #where(condition: Expr | null): Sql {
    return condition === null ? sql`` : sql` WHERE ${emitExpr(condition, this)}`
  }

  #from(from: FromTree | null): Sql {
    return from === null ? sql`` : sql` FROM ${this.#tree(from)}`
  }

  #tree(from: FromTree): Sql {
    if (from.kind === 'relation') return this.#relation(from.relation)
    const on = from.on === null ? sql`` : sql` ON ${emitExpr(from.on, this)}`
    return sql`${this.#tree(from.left)} ${JOINS[from.type]} ${this.#tree(from.right)}${on}`
  }

  #relation(relation: Relation): Sql {
    const table = identifier(`t${relation.id}`)
    if (relation.kind === 'events') return sql`(${emitEvents(relation, this.#source, [])}) AS ${table}`
    const columns = relation.columns.map(({ id }) => columnName(id))
    return sql`(${emitNumbers(relation.numbers, columns, this.query(relation.query))}) AS ${table}`
  }

  #converted(column: TypedUnion['columns'][number] | undefined, type: Expr['type']): Sql {
    const name = columnName(column?.id)
    return sql`CAST(${type === 'decimal' && column?.type !== 'decimal' ? emitNumber(name) : name} AS ${engineType(type)})`
  }
}

interface Extra {
  expr: Expr
  name: Sql
}

function columnName(id: number | undefined): Sql {
  return identifier(`c${id ?? 0}`)
}
