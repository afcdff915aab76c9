import { pageOf, pagePosition, type PageRequest } from '../paging.ts'
import type { CatalogScope } from '../scope.ts'
import { fromMetricRow, type Metric } from './rows.ts'

export interface MetricFilter extends PageRequest {
  includeArchived: boolean
  /** Only these metrics; an empty list selects none. */
  ids?: readonly string[] | undefined
}

/** Lists metrics in order of creation. */
export async function listMetrics({ catalog }: CatalogScope, filter: MetricFilter) {
  const position = pagePosition(filter)
  let query = catalog.selectFrom('billable_metrics').selectAll().where('seq', '>', position.afterSeq)
  if (!filter.includeArchived) query = query.where('archived_at', 'is', null)
  if (filter.ids !== undefined) query = query.where('id', 'in', filter.ids)
  const rows = await query.orderBy('seq').limit(position.readRows).execute()
  return pageOf(rows.map(fromMetricRow), position, (metric): Metric => metric)
}

/** Every metric that is not archived, in order of creation. */
export async function allActiveMetrics({ catalog }: Pick<CatalogScope, 'catalog'>): Promise<Metric[]> {
  const rows = await catalog
    .selectFrom('billable_metrics')
    .selectAll()
    .where('archived_at', 'is', null)
    .orderBy('seq')
    .execute()
  return rows.map(fromMetricRow)
}
