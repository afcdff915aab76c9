import type { Sql } from '../kernel/sql.ts'
import type { TimeRange } from '../kernel/window.ts'
import type { ParamValue } from '../warehouse/query.ts'

/** Events that quantities are read from in place of those of the table. */
export interface EventSource {
  /**
   * A query in parentheses that gives those of a period, with the columns of `events` that metrics read. It may use the
   * parameter `identifiers` of the query that it is part of.
   */
  within(period: TimeRange): Sql
  /** The values of its own parameters. */
  params: Readonly<Record<string, ParamValue>>
}
