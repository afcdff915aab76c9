import { emitCreateView } from '../../metrics/view.ts'
import type { MetricScope } from './create.ts'
import { getMetric } from './get.ts'

/**
 * Gives a metric another name, in the comment of its view, too. Nothing else of a metric changes.
 * @throws Problem not_found
 */
export async function renameMetric(scope: MetricScope, id: string, name: string): Promise<void> {
  const metric = await getMetric(scope, id)
  await scope.warehouse.command(emitCreateView({ ...metric, name }, scope.propertyColumns.stored).text)
  await scope.catalog.updateTable('billable_metrics').set({ name }).where('id', '=', id).execute()
}
