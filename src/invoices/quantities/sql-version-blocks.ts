import { identifier, instantLiteral, integerLiteral, sql, type Sql } from '../../kernel/sql.ts'
import { rangesFrom, type TimeRange } from '../../kernel/window.ts'
import { admittedSql } from '../../metrics/sql/admit-sql.ts'
import { emitGroupTexts } from '../../metrics/sql/emit-group-texts.ts'
import { parameterScope, withSource, type SourceScope } from '../../metrics/sql/emit-source.ts'
import type { SqlMetric } from '../../metrics/sql/sql-metric.ts'
import { isAtLastInstant } from '../billed-products.ts'
import type { InstantLists } from './instant-lists.ts'
import type { MeteredVersion } from './metered-versions.ts'
import { quantitiesOfSqlProductByHour, quantitiesOfSqlProductToSegment } from './queries.ts'
import type { QuantityQuestion } from '../quantity-question.ts'
import type { SqlMeteredVersion } from './read-sql-quantities.ts'
import { emitRowsToSegments } from './sql-segments.ts'

// Each event counts in up to so many, and each group has so many rows: a month's hours stay one block.
const SEGMENTS_MAX = 1000

/** The parts of a query that give a product's cumulative quantities, to be joined by UNION ALL. */
export interface SqlVersionBlocks {
  blocks: Sql[]
  /** The segments of which each has a group's whole quantity, none where it has no row; null where rows are by hour. */
  segments: readonly TimeRange[] | null
}

/**
 * Writes the blocks for a product that bills an SQL metric (semantics 19): hour by hour in one pass where the metric is
 * a single aggregation, else only to the end of each segment of constant price, which is all that its bill needs. With
 * SERVICE_PERIOD all that a version measured is incurred at the last instant of its time; where a billing period was cut into
 * two invoices, at the last instant of each part.
 * @param isAdmitted the contract's usage filter; null where it has none.
 * @param lists take the instants that the blocks name.
 * @param mayMergeStates false where one pass over all hours failed, as it may on events that the metric leaves out.
 */
export function sqlVersionBlocks(
  metered: SqlMeteredVersion,
  blockNumber: number,
  question: QuantityQuestion,
  isAdmitted: Sql | null,
  lists: InstantLists,
  mayMergeStates: boolean,
): SqlVersionBlocks {
  const { period, events } = question
  const sqlMetric = admittedSql(metered.text)
  const read = { isAdmitted, ...(events === undefined ? {} : { events: events.within(period) }) }
  const block = { metered, metric: sqlMetric, productNumber: integerLiteral(blockNumber), read }
  const segments = segmentsReadWhole(metered, mayMergeStates && sqlMetric.isSingleAggregation, question)
  if (segments === null) return { blocks: [blockByHour(block)], segments }
  const [only, ...others] = segments
  if (only !== undefined && others.length === 0) return { blocks: [blockToSegment(block, only)], segments }
  const blocks = partsOf(segments).map((part) => blockToSegments(block, part, lists))
  return { blocks, segments }
}

/** The segments of which each is read whole; null where each hour is. @param mayMergeStates whether one pass is enough. */
export function segmentsReadWhole(
  { product, version }: MeteredVersion,
  mayMergeStates: boolean,
  {
    period,
    billedFrom,
    segmentStartsOf,
  }: Pick<QuantityQuestion, 'period' | 'billedFrom' | 'segmentStartsOf'>,
): readonly TimeRange[] | null {
  if (isAtLastInstant(version)) {
    // What it had come to before the version was in force is none of its own.
    const { from, to: end } = version.period
    const before = [from, billedFrom ?? from].filter((at) => period.from < at && from <= at && at < end)
    return [...new Set([...before, end])].map((to) => ({ from: to - 1, to }))
  }
  return mayMergeStates ? null : rangesFrom(segmentStartsOf(product), period.to)
}

/** In order, each of as many segments as one block can bear. */
function partsOf(segments: readonly TimeRange[]): (readonly TimeRange[])[] {
  const count = Math.ceil(segments.length / SEGMENTS_MAX)
  return Array.from({ length: count }, (_, part) =>
    segments.slice(part * SEGMENTS_MAX, (part + 1) * SEGMENTS_MAX),
  )
}

interface Block {
  metered: SqlMeteredVersion
  metric: SqlMetric
  productNumber: Sql
  /** Which events, and of what. */
  read: Pick<SourceScope, 'isAdmitted' | 'events'>
}

function blockByHour({ metered, metric, productNumber, read }: Block): Sql {
  const scope = { ...parameterScope(metered.metric.afterSequence), ...read }
  const emit = (source: Sql) => metric.emitRunningPairs(source, [HOUR_KEY.name])
  return quantitiesOfSqlProductByHour.compose({
    product_number: productNumber,
    changes: emitChanges(metric, metered.groupKey),
    hours: withSource(scope, emit, [HOUR_KEY]),
  })
}

/** What a row adds to its groups, and what the row before it had added to its own. */
export function emitChanges(metric: SqlMetric, groupKey: readonly string[]): Sql {
  const partOf = (prefix: 'column' | 'before') => ({
    groups: emitGroupTexts(metric, groupKey, prefix),
    value: identifier(`${prefix}_${metric.valueIndex}`),
  })
  const [now, before] = [partOf('column'), partOf('before')]
  const added = sql`(${now.groups}, ifNull(${now.value}, toDecimal256(0, 20)))`
  return sql`if(isNull(${before.value}), [${added}], [${added}, (${before.groups}, -assumeNotNull(${before.value}))])`
}

function blockToSegment({ metered, metric, productNumber, read }: Block, segment: TimeRange): Sql {
  const scope = {
    ...parameterScope(metered.metric.afterSequence),
    ...read,
    to: instantLiteral(segment.to),
  }
  const quantity = identifier(`column_${metric.valueIndex}`)
  const groups = emitGroupTexts(metric, metered.groupKey)
  // Without any event there is no quantity, whatever the metric's text makes of nothing.
  const emit = (source: Sql) =>
    sql`SELECT 1 AS place_number, ${groups} AS groups, ${quantity} AS quantity FROM (${metric.emit(source)}) WHERE (SELECT count() FROM ${source}) > 0`
  return quantitiesOfSqlProductToSegment.compose({
    product_number: productNumber,
    segment_starts: sql`[${integerLiteral(segment.from)}]`,
    place_rows: withSource(scope, emit),
  })
}

/** There may be one for each hour: a block for each would be longer than the engine reads. */
function blockToSegments(
  { metered, metric, productNumber, read }: Block,
  segments: readonly TimeRange[],
  lists: InstantLists,
): Sql {
  const ends = segments.map(({ to }) => to)
  const scope = {
    ...parameterScope(metered.metric.afterSequence),
    ...read,
    to: instantLiteral(ends.at(-1) ?? 0),
  }
  const places = {
    ends: lists.of(ends),
    segmentCount: ends.length,
    owner: integerLiteral(1),
    ownerCount: 1,
  }
  return quantitiesOfSqlProductToSegment.compose({
    product_number: productNumber,
    segment_starts: lists.of(segments.map(({ from }) => from)),
    place_rows: emitRowsToSegments(metric, metered.groupKey, scope, places),
  })
}

/** The hour of an event, as a column of the source. */
export const HOUR_KEY = {
  value: sql`toUnixTimestamp64Milli(toDateTime64(toStartOfHour(timestamp), 3, 'UTC'))`,
  name: identifier('hour_start'),
}
