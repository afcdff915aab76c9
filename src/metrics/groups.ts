import { integerLiteral, joinSql, parameter, sql, type Sql } from '../kernel/sql.ts'
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

/** The condition that keeps all filters' values, and its parameters. @param textOf how a property's text is read. */
export function emitGroupFilter(
  filters: readonly GroupFilter[],
  textOf: (property: string) => Sql = emitPropertyText,
): { condition: Sql; params: Record<string, readonly string[]> } {
  if (filters.length === 0) return { condition: sql`true`, params: {} }
  const conditions = filters.map(
    ({ property }, index) =>
      sql`${textOf(property)} IN ${parameter(`group_filter_${index}`, 'Array(String)')}`,
  )
  const params = filters.map(({ values }, index) => [`group_filter_${index}`, values] as const)
  return { condition: joinSql(conditions, ' AND '), params: Object.fromEntries(params) }
}

/** Reads a property's text where `groups` holds those of a group key. */
export function groupText(groupKey: readonly string[]): (property: string) => Sql {
  return (property) => sql`groups[${integerLiteral(groupKey.indexOf(property) + 1)}]`
}
