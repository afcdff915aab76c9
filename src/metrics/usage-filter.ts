import type { Instant } from '../kernel/instant.ts'
import { instantLiteral, joinSql, parameter, sql, type Sql } from '../kernel/sql.ts'
import { emitMapText } from './property-columns.ts'

/** From an instant on, only events whose property has one of the values; an empty list admits none. */
export interface EventFilter {
  groupKey: string
  groupValues: readonly string[]
  startingAt: Instant
}

/**
 * The condition that an event is admitted by the filter in force at its timestamp, and its parameters (semantics 36).
 * What happened before the first filter starts is admitted.
 * @param filters in order of their start.
 */
export function emitUsageFilter(filters: readonly EventFilter[]): {
  condition: Sql
  params: Record<string, readonly string[]>
} {
  if (filters.length === 0) return { condition: sql`true`, params: {} }
  const admits = filters.map(
    ({ groupKey }, index) =>
      sql`ifNull(${emitMapText(groupKey)} IN ${parameter(`usage_filter_${index}`, 'Array(String)')}, false)`,
  )
  const before = filters.map(({ startingAt }) => sql`timestamp < ${instantLiteral(startingAt)}`)
  const cases = [sql`true`, ...admits].flatMap((admitted, index) => [before[index] ?? [], admitted].flat())
  const params = filters.map(({ groupValues }, index) => [`usage_filter_${index}`, groupValues] as const)
  return { condition: sql`multiIf(${joinSql(cases, ', ')})`, params: Object.fromEntries(params) }
}
