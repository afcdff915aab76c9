import { notFound } from '../../kernel/errors.ts'
import type { CatalogScope } from '../scope.ts'
import { fromMetricRow, type Metric } from './rows.ts'

/** Finds a metric, archived or not. @throws Problem not_found */
export async function getMetric({ catalog }: Pick<CatalogScope, 'catalog'>, id: string): Promise<Metric> {
  const [metric] = await findMetrics({ catalog }, [id])
  if (metric === undefined) throw notFound('billable metric', id)
  return metric
}

/** Finds those of the metrics that exist, archived or not. An empty list of ids finds none. */
export async function findMetrics(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  ids: readonly string[],
): Promise<Metric[]> {
  if (ids.length === 0) return []
  const rows = await catalog
    .selectFrom('billable_metrics')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('id')
    .execute()
  return rows.map(fromMetricRow)
}
