import type { Metric } from '../../catalog/billable-metrics/rows.ts'
import type { Instant } from '../../kernel/instant.ts'
import { identifier, integerLiteral, joinSql, parameter, sql, type Sql } from '../../kernel/sql.ts'
import { emitAggregateIf } from '../../metrics/aggregate.ts'
import { emitMapText } from '../../metrics/property-columns.ts'
import { admittedSql } from '../../metrics/sql/admit-sql.ts'
import { emitGroupTexts } from '../../metrics/sql/emit-group-texts.ts'
import { withSource } from '../../metrics/sql/emit-source.ts'
import type { SqlMetric } from '../../metrics/sql/sql-metric.ts'
import { viewIdentifier } from '../../metrics/view.ts'
import type { GroupValues } from '../../rating/usage-line.ts'
import { emitAdmission } from '../quantities/admission.ts'
import { groupName, INSTANT, type Parameters } from './line-parameters.ts'
import { explainMetric, explainSqlMetric } from './queries.ts'
import type { UsageBasis, UsageMeasure } from '../document/usage-basis.ts'

/** An instant up to which a measure is read, and the column that holds what it had come to. */
export interface ReadInstant {
  at: Instant
  column: Sql
}

/** What is read for one measure of a line. */
export interface MeasureReading {
  measure: UsageMeasure
  metric: Metric
  /** At least one; each once. */
  instants: readonly ReadInstant[]
  /** The line's group. */
  values: GroupValues
}

/** Writes the query of how much a measure's metric had come to at some instants: a row with a column for each. */
export function emitReadings(basis: UsageBasis, reading: MeasureReading, params: Parameters): Sql {
  const { metric, instants, values } = reading
  const { definition } = metric
  const { condition } = emitAdmission({ usageFilters: basis.usageFilters, cutoff: basis.cutoff ?? undefined })
  if (definition.kind === 'streaming') {
    const columns = instants.map(({ at, column }) => {
      const measured = emitAggregateIf(definition.aggregation, sql`timestamp < ${params.instant(at)}`)
      return sql`toDecimal256(${measured}, 20) AS ${column}`
    })
    return explainMetric.compose({
      readings: joinSql(columns, ', '),
      view: viewIdentifier(metric.id),
      is_of_group: emitIsOfGroup(values, emitMapText),
      is_admitted: condition ?? sql`true`,
    })
  }
  return emitSqlReadings(admittedSql(definition.text), reading, condition, params)
}

/** The metric's text for each instant. */
function emitSqlReadings(
  sqlMetric: SqlMetric,
  { measure, metric, instants, values }: MeasureReading,
  isAdmitted: Sql | null,
  params: Parameters,
): Sql {
  const key = groupKeyOf(measure)
  const groups = emitGroupTexts(sqlMetric, key)
  const quantity = identifier(`column_${sqlMetric.valueIndex}`)
  const columns = instants.map(({ at, column }) => {
    // Without any event there is no quantity, whatever the metric's text makes of nothing.
    const rows = withSource(
      eventsUntil(params.instant(at), metric, isAdmitted),
      (source) =>
        sql`SELECT ${groups} AS groups, ${quantity} AS quantity FROM (${sqlMetric.emit(source)}) WHERE (SELECT count() FROM ${source}) > 0`,
    )
    const reading = explainSqlMetric.compose({ rows, is_of_group: emitIsOfGroup(values, textIn(key)) })
    return sql`ifNull((${reading}), toDecimal256(0, 20)) AS ${column}`
  })
  return sql`SELECT ${joinSql(columns, ', ')}`
}

/** The customer's events from the period's start until an instant, as far as they count. */
export function eventsUntil(to: Sql, { afterSequence }: Metric, isAdmitted: Sql | null) {
  const identifiers = parameter('identifiers', 'Array(String)')
  return { identifiers, from: parameter('period_from', INSTANT), to, afterSequence, isAdmitted }
}

/** The names of a line's group, in the order of a metric's groups. */
export function groupKeyOf({ pricingGroupKey, presentationGroupKey }: UsageMeasure): string[] {
  return [...pricingGroupKey, ...presentationGroupKey]
}

/** A group's value by its name, of the column groups. */
export function textIn(key: readonly string[]): (name: string) => Sql {
  return (name) => sql`groups[${integerLiteral(key.indexOf(name) + 1)}]`
}

/** Whether an event, or a row, is of the line's group. */
export function emitIsOfGroup(values: GroupValues, textOf: (property: string) => Sql): Sql {
  const conditions = Object.entries(values).map(([name, value], index) =>
    value === null
      ? sql`isNull(${textOf(name)})`
      : sql`ifNull(${textOf(name)} = ${parameter(groupName(index), 'String')}, false)`,
  )
  return conditions.length === 0 ? sql`true` : joinSql(conditions, ' AND ')
}
