import { identifier, integerLiteral, joinSql, sql, type Sql } from '../../kernel/sql.ts'
import { emitNumber } from '../emit-number.ts'
import { emitAggregateCall } from './emit-aggregate.ts'
import { emitEvents, emitNumbers } from './emit-events.ts'
import { emitExpr, emitTyped, engineType, type Emission } from './emit-expr.ts'
import { emitEachOwner, emitForEachOwner, OWNER, ownerOfTree, type Owners } from './emit-owners.ts'
import { emitOrder } from './emit-window.ts'
import type { EmittedSize } from './emitted-size.ts'
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
  return new QueryEmitter(source, query.size).query(query)
}

/**
 * Writes it for many customers at once, as if for each over its own events. The column `OWNER` comes first in every layer:
 * groups, windows and DISTINCT are within an owner, joins and subqueries see its rows alone, LIMIT counts them apart, and
 * an aggregate without GROUP BY has a row for every owner, events or none.
 */
export function emitOwnedQuery(query: TypedQuery, source: Sql, owners: Owners): Sql {
  return new QueryEmitter(source, query.size, owners).query(query)
}

const JOINS: Readonly<Record<JoinType, Sql>> = {
  INNER: sql`INNER JOIN`,
  LEFT: sql`LEFT JOIN`,
  RIGHT: sql`RIGHT JOIN`,
  FULL: sql`FULL JOIN`,
  CROSS: sql`CROSS JOIN`,
}

// The most rows that LIMIT takes, where only OFFSET is given.
const ALL_ROWS = 2 ** 50

// Quick arithmetic makes a text up to three times as long and as deep, which must not go past the engine's limits.
const ROOMY_LENGTH = 50_000
const ROOMY_DEPTH = 150

/** Names variables and writes subqueries for one text. */
export class QueryEmitter implements Emission {
  readonly #source: Sql
  readonly #owners: Owners | null
  /** What comes first in every layer of a query for many customers. */
  readonly #owner: readonly Sql[]
  readonly owned = null
  readonly isRoomy: boolean
  #variables = 0

  /** @param size of the whole query. */
  constructor(source: Sql, size: EmittedSize, owners: Owners | null = null) {
    this.#source = source
    this.#owners = owners
    this.#owner = owners === null ? [] : [OWNER]
    this.isRoomy = size.length <= ROOMY_LENGTH && size.depth <= ROOMY_DEPTH
  }

  variable(): Sql {
    this.#variables += 1
    return identifier(`v${this.#variables}`)
  }

  /** Writes expressions of a row of such an owner. */
  #of(owner: Sql): Emission {
    if (this.#owners === null) return this
    const owned = { owners: this.#owners, owner }
    const { isRoomy } = this
    return { variable: () => this.variable(), query: (query) => this.query(query), isRoomy, owned }
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
    const all = [...this.#owner, ...names]
    return sql`SELECT ${joinSql(all, ', ')} FROM (${inner}) ORDER BY ${order}${this.#limit(limit, offset)}`
  }

  #limit(limit: number | null, offset: number | null): Sql {
    if (limit === null && offset === null) return sql``
    const skipped = offset === null ? sql`` : sql` OFFSET ${integerLiteral(offset)}`
    if (this.#owners !== null) return sql` LIMIT ${integerLiteral(limit ?? ALL_ROWS)}${skipped} BY ${OWNER}`
    return limit === null ? skipped : sql` LIMIT ${integerLiteral(limit)}${skipped}`
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
      return sql`SELECT ${joinSql([...this.#owner, ...values], ', ')} FROM (${this.#body(body, [])})`
    })
    const together = joinSql(sides, '\nUNION ALL\n')
    if (all) return together
    const names = [...this.#owner, ...columns.map(({ id }) => columnName(id))]
    return sql`SELECT DISTINCT ${joinSql(names, ', ')} FROM (${together})`
  }

  #select(select: TypedSelect, extra: readonly Extra[]): Sql {
    const owner = this.#ownerOf(select.from)
    const isGrouped = select.groups !== null
    const emission = this.#of(isGrouped ? OWNER : owner)
    const own = this.#owner.map((name) => (isGrouped ? name : sql`${owner} AS ${name}`))
    const columns = [
      ...own,
      ...select.columns.map(
        (expr, index) => sql`${emitTyped(expr, emission)} AS ${columnName(select.ids[index])}`,
      ),
      ...extra.map(({ expr, name }) => sql`${emitTyped(expr, emission)} AS ${name}`),
    ]
    const distinct = select.distinct ? sql`DISTINCT ` : sql``
    const head = sql`SELECT ${distinct}${joinSql(columns, ', ')}`
    const tail = () => sql`${this.#from(select.from)}${this.#where(select.where, this.#of(owner))}`
    if (!isGrouped) return sql`${head}${tail()}`
    const ofRows = this.#owner.map((name) => sql`${owner} AS ${name}`)
    const rows = sql`${this.rows(select, ofRows, owner)}${tail()}`
    return sql`${head} FROM (${this.#group(select, rows)})${this.#where(select.having, emission)}`
  }

  /** The rows by groups, as `g<n>`, and what the aggregates make of each, as `m<n>`. */
  #group({ aggregates, groups }: TypedSelect, rows: Sql): Sql {
    const names = [...this.#owner, ...(groups ?? []).map((_, index) => identifier(`g${index}`))]
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
    if (this.#owners === null || groups?.length !== 0) return group
    // What an aggregate makes of no rows is the default of its type: 0 of counts, empty of lists, else NULL.
    return emitForEachOwner(
      this.#owners,
      group,
      aggregates.map((_, index) => identifier(`m${index}`)),
    )
  }

  /** The head of the rows below an aggregation: the groups as `g<n>`, the arguments as `a<n>_<m>`. */
  rows({ groups, aggregates }: TypedSelect, more: readonly Sql[], owner: Sql = OWNER): Sql {
    const emission = this.#of(owner)
    const columns = [
      ...more,
      ...(groups ?? []).map((expr, index) => sql`${emitTyped(expr, emission)} AS ${identifier(`g${index}`)}`),
      ...aggregates.flatMap(({ args }, index) =>
        args.map((expr, arg) => sql`${emitTyped(expr, emission)} AS ${identifier(`a${index}_${arg}`)}`),
      ),
    ]
    return sql`SELECT ${joinSql(columns.length === 0 ? [sql`1 AS present`] : columns, ', ')}`
  }

  #where(condition: Expr | null, emission: Emission): Sql {
    return condition === null ? sql`` : sql` WHERE ${emitExpr(condition, emission)}`
  }

  #from(from: FromTree | null): Sql {
    if (from !== null) return sql` FROM ${this.#tree(from)}`
    return this.#owners === null ? sql`` : sql` FROM (${emitEachOwner(this.#owners)})`
  }

  /** Whose a row of a FROM is. Without one, every owner has a row. */
  #ownerOf(from: FromTree | null): Sql {
    return from === null || this.#owners === null ? OWNER : ownerOfTree(from)
  }

  #tree(from: FromTree): Sql {
    if (from.kind === 'relation') return this.#relation(from.relation)
    const condition = from.on === null ? [] : [emitExpr(from.on, this)]
    const same = this.#owners === null ? [] : [sql`${ownerOfTree(from.left)} = ${ownerOfTree(from.right)}`]
    const all = [...same, ...condition]
    const on = all.length === 0 ? sql`` : sql` ON ${joinSql(all, ' AND ')}`
    const type = from.type === 'CROSS' && all.length > 0 ? 'INNER' : from.type
    return sql`${this.#tree(from.left)} ${JOINS[type]} ${this.#tree(from.right)}${on}`
  }

  #relation(relation: Relation): Sql {
    const table = identifier(`t${relation.id}`)
    if (relation.kind === 'events') {
      const own = this.#owners === null ? [] : [this.#owners.column]
      return sql`(${emitEvents(relation, this.#source, own)}) AS ${table}`
    }
    const columns = [...this.#owner, ...relation.columns.map(({ id }) => columnName(id))]
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
