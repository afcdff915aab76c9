import type { Instant } from '../../kernel/instant.ts'
import { integerLiteral, sql, type Sql } from '../../kernel/sql.ts'
import { emitCumulative } from '../../metrics/aggregate.ts'
import { emitMapText } from '../../metrics/property-columns.ts'
import { admittedSql } from '../../metrics/sql/admit-sql.ts'
import { viewIdentifier } from '../../metrics/view.ts'
import { emitAdmission } from '../quantities/admission.ts'
import { emitRowsToSegments } from '../quantities/sql-segments.ts'
import { emitIsOfGroup, eventsUntil, groupKeyOf, textIn, type MeasureReading } from './emit-readings.ts'
import type { Parameters } from './line-parameters.ts'
import { explainMetricAtMany, explainSqlMetricAtMany } from './queries.ts'
import type { UsageBasis } from '../document/usage-basis.ts'

/** Writes the query of how much a measure's metric had come to at many instants, in order: a row for each. */
export function emitReadingsAtMany(
  basis: UsageBasis,
  { measure, metric, instants, values }: Omit<MeasureReading, 'instants'> & { instants: readonly Instant[] },
  params: Parameters,
): Sql {
  const { definition } = metric
  const { condition } = emitAdmission({ usageFilters: basis.usageFilters, cutoff: basis.cutoff ?? undefined })
  const list = params.instantList(instants)
  const count = instants.length
  if (definition.kind === 'streaming') {
    const first = sql`arrayPushFront(${list}, toDateTime64(0, 6, 'UTC'))`
    const at = sql`toUnixTimestamp64Micro(timestamp)`
    const bounds = sql`arrayMap(instant -> toUnixTimestamp64Micro(instant), ${first})`
    const past = sql`transform(roundDown(${at}, ${bounds} AS bounds), bounds, range(${integerLiteral(count + 1)}), 0)`
    return explainMetricAtMany.compose({
      instants: list,
      instant_after: sql`${list}[${past} + 1]`,
      cumulative: emitCumulative(definition.aggregation),
      view: viewIdentifier(metric.id),
      is_of_group: emitIsOfGroup(values, emitMapText),
      is_admitted: condition ?? sql`true`,
    })
  }
  const sqlMetric = admittedSql(definition.text)
  const key = groupKeyOf(measure)
  const scope = eventsUntil(params.instant(instants.at(-1) ?? 0), metric, condition)
  const places = {
    ends: sql`arrayMap(instant -> toUnixTimestamp64Milli(instant), ${list})`,
    segmentCount: count,
    owner: integerLiteral(1),
    ownerCount: 1,
  }
  return explainSqlMetricAtMany.compose({
    instants: list,
    place_rows: emitRowsToSegments(sqlMetric, key, scope, places),
    is_of_group: emitIsOfGroup(values, textIn(key)),
  })
}
