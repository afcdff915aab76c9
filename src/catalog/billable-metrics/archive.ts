import { invalid } from '../../kernel/errors.ts'
import type { CatalogScope } from '../scope.ts'
import { getMetric } from './get.ts'

/**
 * Archives a metric: new products cannot use it, those that do go on (semantics 14). Its view stays.
 * @throws Problem not_found, or invalid where it is archived already.
 */
export async function archiveMetric(scope: CatalogScope, id: string): Promise<void> {
  const metric = await getMetric(scope, id)
  if (metric.archivedAt !== null) throw invalid(`id: billable metric ${id} is archived already`)
  await scope.catalog
    .updateTable('billable_metrics')
    .set({ archived_at: scope.clock.now() })
    .where('id', '=', id)
    .where('archived_at', 'is', null)
    .execute()
}
