import { z } from 'zod'
import { identifier, sql } from '../../kernel/sql.ts'
import { emitCreateView, viewName } from '../../metrics/view.ts'
import { defineQuery, type NoParams } from '../../warehouse/query.ts'
import type { Warehouse } from '../../warehouse/warehouse.ts'
import type { Catalog } from '../database.ts'
import type { PropertyColumns } from './property-columns.ts'
import { fromMetricRow } from './rows.ts'

const metricViews = defineQuery<NoParams>()('metric-views', z.object({ name: z.string() }))

/**
 * Makes the warehouse's views those of the catalog's metrics, at start: each is written anew, so a better
 * compiler reaches old metrics, which get property columns too, and a view whose metric was never stored goes.
 */
export async function syncMetricViews(
  catalog: Catalog,
  warehouse: Warehouse,
  propertyColumns: PropertyColumns,
): Promise<void> {
  const rows = await catalog.selectFrom('billable_metrics').selectAll().orderBy('seq').execute()
  const metrics = rows.map(fromMetricRow)
  for (const metric of metrics) {
    await propertyColumns.addFor(metric.definition)
    await warehouse.command(emitCreateView(metric, propertyColumns.stored).text)
  }
  const wanted = new Set(metrics.map((metric) => viewName(metric.id)))
  for (const { name } of await warehouse.run(metricViews, {})) {
    if (!wanted.has(name)) await warehouse.command(sql`DROP VIEW IF EXISTS ${identifier(name)}`.text)
  }
}
