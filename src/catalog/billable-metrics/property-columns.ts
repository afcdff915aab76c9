import { z } from 'zod'
import { sql, stringLiteral } from '../../kernel/sql.ts'
import type { MetricDefinition } from '../../metrics/definition.ts'
import { columnsReadBy, emitAddColumns, type StoredColumns } from '../../metrics/property-columns.ts'
import { viewIdentifier } from '../../metrics/view.ts'
import { defineQuery, type NoParams } from '../../warehouse/query.ts'
import type { Warehouse } from '../../warehouse/warehouse.ts'

const propertyColumns = defineQuery<NoParams>()('property-columns', z.object({ name: z.string() }))

/** How many property columns `events` may have: each makes taking events in a little dearer. */
export const PROPERTY_COLUMNS_MAX = 24

/** The property columns of one environment's events. */
export interface PropertyColumns {
  /** Those that are there. */
  readonly stored: StoredColumns
  /** Adds what a metric reads best, as far as there is room; metrics that come later read the map. */
  addFor(definition: MetricDefinition): Promise<void>
}

const PROBE_BYTES = 65_536

/**
 * Writes down a view with a longer definition than the table can have. The embedded engine may not notice that it could
 * not write one (docs/decisions/0009): what a view leaves behind is undone, while without the table's no start succeeds.
 */
async function tryDefinition(warehouse: Warehouse): Promise<void> {
  const view = viewIdentifier('probe')
  const padding = stringLiteral(' '.repeat(PROBE_BYTES))
  await warehouse.command(sql`CREATE OR REPLACE VIEW ${view} AS SELECT 1 AS one COMMENT ${padding}`.text)
  await warehouse.command(sql`DROP VIEW IF EXISTS ${view}`.text)
}

/** Finds the property columns that a warehouse has. */
export async function openPropertyColumns(warehouse: Warehouse): Promise<PropertyColumns> {
  const stored = new Set((await warehouse.run(propertyColumns, {})).map(({ name }) => name))

  async function add(definition: MetricDefinition): Promise<void> {
    const missing = columnsReadBy(definition).filter(({ name }) => !stored.has(name))
    const added = missing.slice(0, Math.max(0, PROPERTY_COLUMNS_MAX - stored.size))
    if (added.length === 0) return
    await tryDefinition(warehouse)
    for (const statement of emitAddColumns(added)) await warehouse.command(statement.text)
    for (const { name } of added) stored.add(name)
  }

  let earlier: Promise<unknown> = Promise.resolve()
  return {
    stored,
    addFor(definition) {
      // One after another, so that two metrics at once do not both take the last places.
      const adding = earlier.then(() => add(definition))
      earlier = Promise.allSettled([adding])
      return adding
    },
  }
}
