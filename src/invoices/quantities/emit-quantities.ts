import { warehouseInstant } from '../../kernel/instant.ts'
import { sql, type Sql } from '../../kernel/sql.ts'
import { emitAggregate, emitCumulative, emitMayFall } from '../../metrics/aggregate.ts'
import { emitGroupKeys, emitGroups } from '../../metrics/groups.ts'
import { emitAdmission } from './admission.ts'
import type { StreamingVersion } from './quantities-by-kind.ts'
import type { QuantityQuestion } from '../quantity-question.ts'
import type { QuantitySource } from './quantity-source.ts'
import { emitSegmentStart, segmentStartsParam } from './segment-start.ts'

/**
 * What stands in the places of a quantities query for one metric. Over one segment, the quantity to its end is the
 * aggregate; over several it is the aggregate of those so far, in the window `so_far`.
 */
export function emitQuantities(
  { groupKey, definition: { aggregation } }: StreamingVersion,
  { events, matched, value, unread, textOf }: QuantitySource,
  question: QuantityQuestion,
): Record<string, Sql> {
  const isOneSegment = question.segmentStarts.length === 1
  return {
    events,
    is_matched: matched,
    segment_start: emitSegmentStart(question),
    groups: emitGroups(groupKey, textOf),
    group_keys: emitGroupKeys(groupKey, textOf),
    cumulative: isOneSegment ? emitAggregate(aggregation, value) : emitCumulative(aggregation, value),
    may_fall: emitMayFall(aggregation, value),
    unread,
    is_admitted: emitAdmission(question).condition ?? sql`true`,
  }
}

/** The parameters of such a query, but for whose events it reads. */
export function quantitiesParams(question: QuantityQuestion) {
  const { period } = question
  return {
    period_from: warehouseInstant(period.from),
    period_to: warehouseInstant(period.to),
    segment_starts: segmentStartsParam(question),
    ...emitAdmission(question).params,
  }
}
