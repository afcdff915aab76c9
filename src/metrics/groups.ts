import { integerLiteral, joinSql, parameter, sql, type Sql } from '../kernel/sql.ts'
import { emitMapText } from './property-columns.ts'

/**
 * The group values of a row, one for each property of the key; an array without elements for no key.
 * @param textOf how a property's text is read.
 */
export function emitGroups(
  groupKey: readonly string[],
  textOf: (property: string) => Sql = emitMapText,
): Sql {
  if (groupKey.length === 0) return sql`CAST([], 'Array(Nullable(String))')`
  return sql`[${joinSql(groupKey.map(textOf), ', ')}]`
}

/** The same as keys to group by, one by one: an array of them costs half as much again. */
export function emitGroupKeys(groupKey: readonly string[], textOf: (property: string) => Sql): Sql {
  return groupKey.length === 0 ? sql`tuple()` : joinSql(groupKey.map(textOf), ', ')
}

/** The order of groups: by their values, null last. */
export function emitGroupOrder(groupKey: readonly string[], textOf: (property: string) => Sql): Sql {
  return joinSql(
    groupKey.map((property) => sql`${textOf(property)} NULLS LAST`),
    ', ',
  )
}

/**
 * Whether a row of windows and groups comes after a place in their order, given by the parameters after_window and
 * after_ranks. A group's rank is its text after '0', or '1' for null: plain arrays of text sort as the groups do.
 */
export function emitIsAfter(): Sql {
  const ranks = sql`arrayMap(text -> if(isNull(text), '1', concat('0', assumeNotNull(text))), groups)`
  const place = sql`(${parameter('after_window', 'Int64')}, ${parameter('after_ranks', 'Array(String)')})`
  return sql`(window_number, ${ranks}) > ${place}`
}

/** Which values of a property to keep. */
export interface GroupFilter {
  property: string
  values: readonly string[]
}

/** The condition that keeps all filters' values, and its parameters. @param textOf how a property's text is read. */
export function emitGroupFilter(
  filters: readonly GroupFilter[],
  textOf: (property: string) => Sql = emitMapText,
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
