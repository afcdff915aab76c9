import { sql, type Sql } from '../kernel/sql.ts'
import { emitAggregate } from '../metrics/aggregate.ts'
import { NOTHING, emitPlainReading } from '../metrics/emit.ts'
import { emitMapText, emitPropertyText } from '../metrics/property-columns.ts'
import { viewIdentifier } from '../metrics/view.ts'
import type { StreamingUsageMetric, UsageScope } from './metric.ts'

/** The parts of a query that tell where a metric's events are and what they come to. */
export interface MetricSource {
  /** The table or view. */
  events: Sql
  /** Which rows of it are the metric's. */
  is_matched: Sql
  /** The aggregate over them. */
  value: Sql
  /** How many of them may bring another number, or none: where it is not 0, `value` is not an answer. */
  unread: Sql
}

/** How a property's text is read. */
type TextOf = (property: string) => Sql

/**
 * Asks for a metric's usage straight from the events, which is fast and reads numbers that are written plainly. Where one
 * may be written otherwise (`unread`), that answer is dropped, and the metric's view is asked, which reads them all.
 * @param ask puts the same question to either.
 */
export async function readMetric<Row extends { unread: number }>(
  { propertyColumns: { stored } }: UsageScope,
  { id, tree }: StreamingUsageMetric,
  ask: (source: MetricSource, textOf: TextOf) => Promise<Row[]>,
): Promise<Row[]> {
  const { matched, value, unread } = emitPlainReading(tree, stored)
  const aggregate = emitAggregate(tree.aggregation, value)
  const rows = await ask({ events: sql`events`, is_matched: matched, value: aggregate, unread }, (property) =>
    emitPropertyText(property, stored),
  )
  if (rows.every((row) => row.unread === 0)) return rows
  const exact = {
    events: viewIdentifier(id),
    is_matched: sql`true`,
    value: emitAggregate(tree.aggregation),
    unread: NOTHING,
  }
  return ask(exact, emitMapText)
}
