import { sql, type Sql } from '../../kernel/sql.ts'
import { compileMetric } from '../../metrics/compile.ts'
import { NOTHING, emitMetric, emitPlainReading, type PlainReading } from '../../metrics/emit.ts'
import { emitPropertyText, groupColumn, type StoredColumns } from '../../metrics/property-columns.ts'
import { viewIdentifier } from '../../metrics/view.ts'
import type { StreamingVersion } from './quantities-by-kind.ts'
import type { QuantityQuestion } from '../quantity-question.ts'

/** Where a metric's events are, and how they are read there. */
export interface QuantitySource extends PlainReading {
  /** The table or view. */
  events: Sql
  /** How a property's text is read. */
  textOf: (property: string) => Sql
}

/** The metric's view, or what it is made of over other events. */
export function exactSource(
  { metric, definition }: StreamingVersion,
  { period, events }: Pick<QuantityQuestion, 'period' | 'events'>,
): QuantitySource {
  const reading = { matched: sql`true`, value: sql`value`, unread: NOTHING, textOf: groupColumn }
  if (events === undefined) return { ...reading, events: viewIdentifier(metric.id) }
  const tree = compileMetric(definition, metric.afterSequence)
  return { ...reading, events: sql`(${emitMetric(tree, NO_COLUMNS, events.within(period))})` }
}

/** Straight from the events; numbers that are not written plainly are left unread. */
export function plainSource({ metric, definition }: StreamingVersion, stored: StoredColumns): QuantitySource {
  const reading = emitPlainReading(compileMetric(definition, metric.afterSequence), stored)
  return { ...reading, events: sql`events`, textOf: (property) => emitPropertyText(property, stored) }
}

/** Events that are not stored have their properties in the map alone. */
const NO_COLUMNS: StoredColumns = new Set()
