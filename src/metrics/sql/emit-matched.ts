import { identifier, joinSql, sql, type Sql } from '../../kernel/sql.ts'
import { emitEvents } from './emit-events.ts'
import { emitExpr } from './emit-expr.ts'
import { QueryEmitter } from './emit-query.ts'
import { findScans } from './find-scans.ts'
import type { TypedQuery } from './typed-tree.ts'

/** Writes the keys of each event of a source that a query matches, once for each of its tables `events` that admits it. */
export function emitMatched(query: TypedQuery, source: Sql, keys: readonly Sql[]): Sql {
  const emitter = new QueryEmitter(source, query.size)
  const parts = findScans(query).map(({ table, conditions }) => {
    const name = identifier(`t${table.id}`)
    const values = keys.map((key, index) => sql`${name}.${identifier(`k${index}`)} AS ${key}`)
    const tests = conditions.map((condition) => sql`ifNull(${emitExpr(condition, emitter)}, false)`)
    const where = tests.length === 0 ? sql`` : sql` WHERE ${joinSql(tests, ' AND ')}`
    return sql`SELECT ${joinSql(values, ', ')} FROM (${emitEvents(table, source, keys)}) AS ${name}${where}`
  })
  if (parts.length === 0) return sql`SELECT ${joinSql(keys, ', ')} FROM ${source} WHERE false`
  return joinSql(parts, '\nUNION ALL\n')
}
