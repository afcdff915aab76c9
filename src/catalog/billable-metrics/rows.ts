import type { Selectable } from 'kysely'
import type { MetricDefinition } from '../../metrics/definition.ts'
import type { CatalogTables } from '../tables.ts'

/** A billable metric as the rest of the service sees it. */
export interface Metric {
  seq: number
  id: string
  name: string
  definition: MetricDefinition
  /** Only events that arrived after this one count; null where all do (semantics 13). */
  afterSequence: number | null
  customFields: Record<string, string>
  createdAt: number
  archivedAt: number | null
}

/** Reads a billable metric from its row. */
export function fromMetricRow(row: Selectable<CatalogTables['billable_metrics']>): Metric {
  return {
    seq: row.seq,
    id: row.id,
    name: row.name,
    definition: JSON.parse(row.definition) as MetricDefinition,
    afterSequence: row.after_sequence,
    customFields: JSON.parse(row.custom_fields) as Record<string, string>,
    createdAt: row.created_at,
    archivedAt: row.archived_at,
  }
}
