import { sql, type RawBuilder } from 'kysely'

/**
 * The values of a list, to be compared by `in`, as one parameter: with one for each, the text of a query about a thousand
 * customers is written, and understood, anew each time.
 */
export function among(values: readonly string[]): RawBuilder<string> {
  return sql<string>`(SELECT value FROM json_each(${JSON.stringify(values)}))`
}
