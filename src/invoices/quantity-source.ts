import { sql, type Sql } from '../kernel/sql.ts'
import { compileMetric } from '../metrics/compile.ts'
import { NOTHING, emitMetric, emitPlainMetric } from '../metrics/emit.ts'
import type { StoredColumns } from '../metrics/property-columns.ts'
import { viewIdentifier } from '../metrics/view.ts'
import type { StreamingVersion } from './quantities-by-kind.ts'
import type { QuantityQuestion } from './quantity-question.ts'

/** Where a metric's events are read, and, aggregated over them, how many of their numbers were left unread. */
export interface QuantitySource {
  view: Sql
  unread: Sql
}

/** The metric's view, or what it is made of over other events. */
export function exactSource(
  { metric, definition }: StreamingVersion,
  { period, events }: Pick<QuantityQuestion, 'period' | 'events'>,
): QuantitySource {
  if (events === undefined) return { view: viewIdentifier(metric.id), unread: NOTHING }
  const tree = compileMetric(definition, metric.afterSequence)
  return { view: sql`(${emitMetric(tree, NO_COLUMNS, events.within(period))})`, unread: NOTHING }
}

/** Straight from the events, which takes a quarter less time; numbers that are not written plainly are left unread. */
export function plainSource({ metric, definition }: StreamingVersion, stored: StoredColumns): QuantitySource {
  const tree = compileMetric(definition, metric.afterSequence)
  return { view: sql`(${emitPlainMetric(tree, stored)})`, unread: sql`countIf(is_unread)` }
}

/** Events that are not stored have their properties in the map alone. */
const NO_COLUMNS: StoredColumns = new Set()
