import { identifier, integerLiteral, sql, type Sql } from '../../kernel/sql.ts'
import { emitGroupTexts } from '../../metrics/sql/emit-group-texts.ts'
import { withSource, type SourceScope } from '../../metrics/sql/emit-source.ts'
import type { SqlMetric } from '../../metrics/sql/sql-metric.ts'

/** Which segments of a period a metric is evaluated to the end of, and whose. */
export interface SegmentPlaces {
  /** Where they end, in order: a constant array of milliseconds since the epoch. */
  ends: Sql
  segmentCount: number
  /** Whose an event is, from 1 on. */
  owner: Sql
  ownerCount: number
}

const PLACE = identifier('place_number')

/**
 * Writes the rows of a metric over each customer's events up to the end of each of some segments, all in one pass: the
 * columns place_number, groups and quantity. A place is a customer and a segment, by number from 1 on, all segments of the
 * first customer first; one that has no event up to its end has no row, whatever the metric's text makes of nothing.
 * @param scope the events of all of them, up to the last end.
 */
export function emitRowsToSegments(
  metric: SqlMetric,
  groupKey: readonly string[],
  scope: SourceScope,
  { ends, segmentCount, owner, ownerCount }: SegmentPlaces,
): Sql {
  // An event counts in every segment that ends after it; how many do not is found by bisection of 0 and the ends.
  const count = integerLiteral(segmentCount)
  const last = sql`roundDown(toUnixTimestamp64Milli(timestamp), arrayPushFront(${ends}, 0) AS bounds)`
  const past = sql`transform(${last}, bounds, range(${integerLiteral(segmentCount + 1)}), 0)`
  const first = sql`(${owner} - 1) * ${count} + 1`
  const spread = {
    values: sql`range(toUInt32(${first} + ${past}), toUInt32(${first} + ${count}))`,
    name: PLACE,
  }
  const quantity = identifier(`column_${metric.valueIndex}`)
  const groups = emitGroupTexts(metric, groupKey)
  const owners = { column: PLACE, count: ownerCount * segmentCount }
  const emit = (source: Sql) =>
    sql`SELECT ${PLACE}, ${groups} AS groups, ${quantity} AS quantity FROM (${metric.emitByOwners(source, owners)}) WHERE ${PLACE} IN (SELECT ${PLACE} FROM ${source})`
  return withSource(scope, emit, [], spread)
}
