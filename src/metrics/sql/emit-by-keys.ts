import { identifier, joinSql, sql, type Sql } from '../../kernel/sql.ts'
import { emitAggregateCall, type AggregateForm } from './emit-aggregate.ts'
import { emitEvents, type EventReads } from './emit-events.ts'
import { emitExpr, emitTyped } from './emit-expr.ts'
import { QueryEmitter } from './emit-query.ts'
import type { EmittedSize } from './emitted-size.ts'
import { hasWindow } from './make-expr.ts'
import type { TypedQuery, TypedSelect } from './typed-tree.ts'

/** A select that is one aggregation straight over events. */
export interface SingleAggregation {
  select: TypedSelect
  table: EventReads
  size: EmittedSize
}

/** Null for a query that is more than one aggregation over events, or none. */
export function asSingleAggregation(query: TypedQuery): SingleAggregation | null {
  const { body, orderBy, limit, offset, blocks, size } = query
  if (body.kind !== 'select' || orderBy.length > 0 || limit !== null || offset !== null || blocks > 1)
    return null
  const { from, groups, having, distinct, columns } = body
  if (from?.kind !== 'relation' || from.relation.kind !== 'events' || groups === null) return null
  if (having !== null || distinct || columns.some(hasWindow)) return null
  return { select: body, table: from.relation, size }
}

/**
 * One aggregation for each value of some keys. Without GROUP BY, a key value with any event gives a row, even where
 * WHERE matches none of them; with it, each group that has a matching event.
 */
export function emitByKeys(metric: SingleAggregation, source: Sql, keys: readonly Sql[]): Sql {
  const { select } = metric
  const layers = new Layers(metric, source, keys)
  const made = layers.aggregates(select.groups?.length === 0 ? 'if' : 'plain', 'm')
  return layers.result(layers.grouped(made))
}

/** The same over all events up to each value of the last key, from states that are merged in its order. */
export function emitRunning(metric: SingleAggregation, source: Sql, keys: readonly Sql[]): Sql {
  const layers = new Layers(metric, source, keys)
  return layers.result(merged(metric, layers))
}

/** The same with each row's group, as `g0`, `g1`, …, which the metric's columns need not tell. */
export function emitRunningOfGroups(metric: SingleAggregation, source: Sql, keys: readonly Sql[]): Sql {
  const layers = new Layers(metric, source, keys)
  return layers.result(merged(metric, layers), layers.groupNames)
}

/** The names of those groups. */
export function runningGroupNames({ select }: SingleAggregation): readonly Sql[] {
  return (select.groups ?? []).map((_, index) => identifier(`g${index}`))
}

function merged({ select }: SingleAggregation, layers: Layers): Sql {
  const isConditional = select.groups?.length === 0
  const states = layers.grouped(layers.aggregates(isConditional ? 'if_state' : 'state', 's'))
  const keyNames = layers.keyNames
  const values = select.aggregates.map(({ aggregate }, index) => {
    const state = identifier(`s${index}`)
    return sql`${emitAggregateCall(aggregate, [state], isConditional ? 'if_merge' : 'merge')} OVER so_far AS ${identifier(`m${index}`)}`
  })
  return sql`SELECT ${joinSql([...keyNames, ...layers.groupNames, ...values], ', ')} FROM (${states}) ${emitSoFar(keyNames, layers.groupNames)}`
}

/** The clause that names the window `so_far`: of rows with the same group and other keys, those up to each value of the last key. */
export function emitSoFar(keys: readonly Sql[], groups: readonly Sql[]): Sql {
  const partition = [...keys.slice(0, -1), ...groups]
  const partitioned = partition.length === 0 ? sql`` : sql`PARTITION BY ${joinSql(partition, ', ')} `
  const last = keys.at(-1) ?? sql`tuple()`
  return sql`WINDOW so_far AS (${partitioned}ORDER BY ${last} ASC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`
}

class Layers {
  readonly #metric: SingleAggregation
  readonly #source: Sql
  readonly #keys: readonly Sql[]
  readonly #emitter: QueryEmitter
  readonly keyNames: readonly Sql[]
  readonly groupNames: readonly Sql[]

  constructor(metric: SingleAggregation, source: Sql, keys: readonly Sql[]) {
    this.#metric = metric
    this.#source = source
    this.#keys = keys
    this.#emitter = new QueryEmitter(source, metric.size)
    this.keyNames = keys.map((_, index) => identifier(`k${index}`))
    this.groupNames = runningGroupNames(metric)
  }

  aggregates(form: AggregateForm, name: 'm' | 's'): Sql[] {
    const condition = form.startsWith('if') ? [sql`kept`] : []
    return this.#metric.select.aggregates.map(({ aggregate, args }, index) => {
      const values = args.map((_, arg) => identifier(`a${index}_${arg}`))
      return sql`${emitAggregateCall(aggregate, [...values, ...condition], form)} AS ${identifier(`${name}${index}`)}`
    })
  }

  /** The rows of each key and group, aggregated. */
  grouped(aggregates: readonly Sql[]): Sql {
    const names = [...this.keyNames, ...this.groupNames]
    const columns = [...names, ...aggregates]
    const by = names.length === 0 ? sql`` : sql` GROUP BY ${joinSql(names, ', ')}`
    return sql`SELECT ${joinSql(columns.length === 0 ? [sql`count() AS present`] : columns, ', ')} FROM (${this.#rows()})${by}`
  }

  /** The metric's columns over grouped rows, and others of theirs. */
  result(grouped: Sql, others: readonly Sql[] = []): Sql {
    const keys = this.#keys.map((key, index) => sql`${identifier(`k${index}`)} AS ${key}`)
    const { columns, ids } = this.#metric.select
    const values = columns.map(
      (expr, index) => sql`${emitTyped(expr, this.#emitter)} AS ${identifier(`c${ids[index] ?? 0}`)}`,
    )
    return sql`SELECT ${joinSql([...keys, ...values, ...others], ', ')} FROM (${grouped})`
  }

  #rows(): Sql {
    const { select, table } = this.#metric
    const name = identifier(`t${table.id}`)
    const keys = this.keyNames.map((key) => sql`${name}.${key} AS ${key}`)
    const isConditional = this.groupNames.length === 0
    const condition =
      select.where === null ? sql`true` : sql`ifNull(${emitExpr(select.where, this.#emitter)}, false)`
    const rows = this.#emitter.rows(select, isConditional ? [...keys, sql`${condition} AS kept`] : keys)
    const where = isConditional || select.where === null ? sql`` : sql` WHERE ${condition}`
    return sql`${rows} FROM (${emitEvents(table, this.#source, this.#keys)}) AS ${name}${where}`
  }
}
