import { identifier, instantLiteral, integerLiteral, sql, type Sql } from '../kernel/sql.ts'
import type { TimeRange } from '../kernel/window.ts'
import { admittedSql } from '../metrics/sql/admit-sql.ts'
import { emitGroupTexts } from '../metrics/sql/emit-group-texts.ts'
import { parameterScope, withSource, type SourceScope } from '../metrics/sql/emit-source.ts'
import type { SqlMetric } from '../metrics/sql/sql-metric.ts'
import { segmentsFrom } from './metered-versions.ts'
import { quantitiesOfSqlProductByHour, quantitiesOfSqlProductToSegment } from './queries.ts'
import type { QuantityQuestion } from './quantity-question.ts'
import type { SqlMeteredVersion } from './read-sql-quantities.ts'

/** The parts of a query that give a product's cumulative quantities, to be joined by UNION ALL. */
export interface SqlVersionBlocks {
  blocks: Sql[]
  /** The segments of which each has a group's whole quantity, none where it has no row; null where rows are by hour. */
  segments: readonly TimeRange[] | null
}

/**
 * Writes the blocks for a product that bills an SQL metric (semantics 19): hour by hour in one pass where the metric is
 * a single aggregation, else to the end of each segment of constant price, to whose bill hours would add nothing. With
 * SERVICE_PERIOD all of it is incurred at the period's last instant.
 * @param isAdmitted the contract's usage filter; null where it has none.
 * @param mayMergeStates false where one pass over all hours failed, as it may on events that the metric leaves out.
 */
export function sqlVersionBlocks(
  metered: SqlMeteredVersion,
  blockNumber: number,
  { period, segmentStartsOf, events }: QuantityQuestion,
  isAdmitted: Sql | null,
  mayMergeStates: boolean,
): SqlVersionBlocks {
  const sqlMetric = admittedSql(metered.text)
  const read = { isAdmitted, ...(events === undefined ? {} : { events: events.within(period) }) }
  const block = { metered, metric: sqlMetric, productNumber: integerLiteral(blockNumber), read }
  const isByHour = metered.version.sqlBreakdownGranularity === 'HOUR'
  if (isByHour && mayMergeStates && sqlMetric.isSingleAggregation)
    return { blocks: [blockByHour(block)], segments: null }
  const segments = isByHour
    ? segmentsFrom(segmentStartsOf(metered.product), period)
    : [{ from: period.to - 1, to: period.to }]
  return { blocks: segments.map((segment) => blockToSegment(block, segment)), segments }
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
  const hour = {
    value: sql`toUnixTimestamp64Milli(toDateTime64(toStartOfHour(timestamp), 3, 'UTC'))`,
    name: HOUR,
  }
  const emit = (source: Sql) => metric.emitRunningPairs(source, [HOUR])
  return quantitiesOfSqlProductByHour.compose({
    product_number: productNumber,
    changes: emitChanges(metric, metered.groupKey),
    hours: withSource(scope, emit, [hour]),
  })
}

/** What a row adds to its groups, and what the row before it had added to its own. */
function emitChanges(metric: SqlMetric, groupKey: readonly string[]): Sql {
  const [now, before] = (['column', 'before'] as const).map((prefix) => ({
    groups: emitGroupTexts(metric, groupKey, prefix),
    value: identifier(`${prefix}_${metric.valueIndex}`),
  })) as [ChangePart, ChangePart]
  const added = sql`(${now.groups}, ifNull(${now.value}, toDecimal256(0, 20)))`
  return sql`if(isNull(${before.value}), [${added}], [${added}, (${before.groups}, -assumeNotNull(${before.value}))])`
}

interface ChangePart {
  groups: Sql
  value: Sql
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
    sql`SELECT ${groups} AS groups, ${quantity} AS quantity FROM (${metric.emit(source)}) WHERE (SELECT count() FROM ${source}) > 0`
  return quantitiesOfSqlProductToSegment.compose({
    product_number: productNumber,
    segment_start: integerLiteral(segment.from),
    rows: withSource(scope, emit),
  })
}

const HOUR = identifier('hour_start')
