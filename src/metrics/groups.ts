import { joinSql, parameter, sql, type Sql } from '../kernel/sql.ts'
import { emitPropertyText } from './emit.ts'

/** The group values of a row, one for each property of the key; an array without elements for no key. */
export function emitGroups(groupKey: readonly string[]): Sql {
  if (groupKey.length === 0) return sql`CAST([], 'Array(Nullable(String))')`
  return sql`[${joinSql(groupKey.map(emitPropertyText), ', ')}]`
}

/** Which values of a property to keep. */
export interface GroupFilter {
  property: string
  values: readonly string[]
}

/** The condition that keeps all filters' values, and its parameters. */
export function emitGroupFilter(filters: readonly GroupFilter[]): {
  condition: Sql
  params: Record<string, readonly string[]>
} {
  if (filters.length === 0) return { condition: sql`true`, params: {} }
  const conditions = filters.map(
    ({ property }, index) =>
      sql`${emitPropertyText(property)} IN ${parameter(`group_filter_${index}`, 'Array(String)')}`,
  )
  const params = filters.map(({ values }, index) => [`group_filter_${index}`, values] as const)
  return { condition: joinSql(conditions, ' AND '), params: Object.fromEntries(params) }
}
