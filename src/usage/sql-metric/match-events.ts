import { identifier, sql } from '../../kernel/sql.ts'
import { blameSql } from '../../warehouse/limited-query-error.ts'
import type { SqlUsageMetric, UsageScope } from '../metric.ts'
import { sqlMetricMatches } from '../queries.ts'

/** What finds an event again. */
export interface SearchedEvent {
  customerId: string
  eventType: string
  /** RFC 3339 in UTC, to the microsecond. */
  timestampText: string
  /** The number of the stored event that holds what it says. */
  payloadSequence: number
}

/**
 * Which of some events an SQL metric matches: those that any table `events` of its text admits, by what the WHERE
 * beside it asks of an event by itself (semantics 10).
 * @returns their `payloadSequence`.
 * @throws Problem invalid where the limits or the events' data do not admit it (semantics 20).
 */
export async function matchSqlMetric(
  { warehouse }: UsageScope,
  metric: SqlUsageMetric,
  events: readonly SearchedEvent[],
): Promise<ReadonlySet<number>> {
  const timestamps = events.map(({ timestampText }) => timestampText.slice(0, -1).replace('T', ' ')).sort()
  const [first, last] = [timestamps.at(0), timestamps.at(-1)]
  if (first === undefined || last === undefined) return new Set()
  const params = {
    event_types: distinct(events.map(({ eventType }) => eventType)),
    customer_ids: distinct(events.map(({ customerId }) => customerId)),
    first_timestamp: first,
    last_timestamp: last,
    sequences: distinct(events.map(({ payloadSequence }) => payloadSequence)),
  }
  const matched = metric.sql.emitMatched(sql`source`, [identifier('accepted_sequence')])
  const rows = await warehouse.runLimited(sqlMetricMatches, params, { matched }).catch((error: unknown) => {
    throw blameSql(error, metric.subject)
  })
  return new Set(rows.map((row) => row.accepted_sequence))
}

function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)]
}
