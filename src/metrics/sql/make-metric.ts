import { identifier, joinSql, sql, type Sql } from '../../kernel/sql.ts'
import { emitNumber } from '../emit-number.ts'
import {
  asSingleAggregation,
  emitByKeys,
  emitRunning,
  emitRunningOfGroups,
  emitSoFar,
  runningGroupNames,
  type SingleAggregation,
} from './emit-by-keys.ts'
import { engineType } from './emit-expr.ts'
import { emitMatched } from './emit-matched.ts'
import { OWNER } from './emit-owners.ts'
import { emitOwnedQuery, emitQuery } from './emit-query.ts'
import { refused, shown } from './refusals.ts'
import type { SqlMetric } from './sql-metric.ts'
import { publicType, type QueryColumn, type TypedQuery } from './typed-tree.ts'

/**
 * The metric that a query is: which column is the quantity, and how to write it (semantics 18).
 * @throws RefusedSql where names are not distinct or the quantity is no number.
 */
export function makeMetric(query: TypedQuery): SqlMetric {
  const { columns } = query
  checkNames(columns)
  const valueIndex = Math.max(0, columns.findIndex(isValue))
  const value = columns[valueIndex]
  if (value !== undefined && ['timestamp', 'boolean', 'text'].includes(value.type)) {
    throw refused('not_a_quantity', value.position, `${shown(value.name)} is a ${value.type}`)
  }
  const single = asSingleAggregation(query)
  const finished = (inner: Sql, keys: readonly Sql[]) => finish(columns, valueIndex, inner, keys)
  return {
    columns: columns.map(({ name, type }, index) => ({
      name,
      type: index === valueIndex ? 'decimal' : publicType(type),
    })),
    valueIndex,
    isSingleAggregation: single !== null,
    emit: (source) => finished(emitQuery(query, source), []),
    emitByOwners: (source, owners) => {
      const owner = sql`${OWNER} AS ${owners.column}`
      return finished(emitOwnedQuery(query, source, owners), [owner])
    },
    emitByKeys: (source, keys) => finished(emitByKeys(mustBeSingle(single), source, keys), keys),
    emitRunning: (source, keys) => finished(emitRunning(mustBeSingle(single), source, keys), keys),
    emitMatched: (source, keys) => emitMatched(query, source, keys),
    emitRunningPairs: (source, keys) => {
      const metric = mustBeSingle(single)
      const groups = runningGroupNames(metric)
      const running = finished(emitRunningOfGroups(metric, source, keys), [...keys, ...groups])
      return emitPairs(columns.length, running, keys, groups)
    },
  }
}

function mustBeSingle(single: SingleAggregation | null): SingleAggregation {
  if (single === null) throw new RangeError('only a single aggregation can be evaluated by keys')
  return single
}

function isValue({ name, quoted }: QueryColumn): boolean {
  return quoted ? name === 'value' : name.toLowerCase() === 'value'
}

function checkNames(columns: readonly QueryColumn[]): void {
  const seen = new Set<string>()
  for (const { name, quoted, position } of columns) {
    const key = quoted ? name : name.toLowerCase()
    if (seen.has(key)) throw refused('duplicate_name', position, shown(name))
    seen.add(key)
  }
}

/** Puts beside each row of running values the row before it of the same group. */
function emitPairs(columnCount: number, running: Sql, keys: readonly Sql[], groups: readonly Sql[]): Sql {
  const columns = Array.from({ length: columnCount }, (_, index) => {
    const column = identifier(`column_${index}`)
    return [column, sql`lagInFrame(${column}) OVER so_far AS ${identifier(`before_${index}`)}`]
  })
  return sql`SELECT ${joinSql([...keys, ...columns.flat()], ', ')} FROM (${running}) ${emitSoFar(keys, groups)}`
}

function finish(columns: readonly QueryColumn[], valueIndex: number, inner: Sql, keys: readonly Sql[]): Sql {
  const values = columns.map(({ id, type }, index) => {
    const column = identifier(`c${id}`)
    const isRead = index === valueIndex && type !== 'decimal'
    const value = isRead ? sql`CAST(${emitNumber(column)} AS ${engineType('decimal')})` : column
    return sql`${value} AS ${identifier(`column_${index}`)}`
  })
  return sql`SELECT ${joinSql([...keys, ...values], ', ')} FROM (${inner})`
}
