import { invalid, notFound } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { metricGroupKeys } from '../../metrics/group-keys.ts'
import { findMetrics } from '../billable-metrics/get.ts'
import type { Metric } from '../billable-metrics/rows.ts'
import type { Catalog } from '../database.ts'
import type { CatalogScope } from '../scope.ts'
import { refuseOversized } from './decimal-size.ts'
import { getProduct } from './get.ts'
import { validateGroupKeys } from './group-keys.ts'
import { toVersionRow, type Product } from './rows.ts'

export type NewProduct = Omit<Product, 'seq' | 'id' | 'createdAt' | 'archivedAt'>

/**
 * Creates a product that bills one billable metric.
 * @throws Problem not_found where the metric does not exist; invalid where it is archived (semantics 14), where
 * the group keys break a rule of `validateGroupKeys`, or where the conversion factor is too large.
 */
export async function createProduct(scope: CatalogScope, input: NewProduct): Promise<Product> {
  if (input.quantityConversion !== null) {
    refuseOversized('quantity_conversion.conversion_factor', input.quantityConversion.factor)
  }
  const createdAt = scope.clock.now()
  return scope.catalog.transaction().execute(async (transaction) => {
    const metric = await getActiveMetric(transaction, input.billableMetricId)
    validateGroupKeys(input, metricGroupKeys(metric.definition))
    const id = newId()
    const customFields = JSON.stringify(input.customFields)
    await transaction
      .insertInto('products')
      .values({ id, type: 'USAGE', custom_fields: customFields, archived_at: null })
      .execute()
    await transaction
      .insertInto('product_versions')
      .values(toVersionRow({ ...input, id, createdAt }))
      .execute()
    return getProduct({ ...scope, catalog: transaction }, id)
  })
}

async function getActiveMetric(catalog: Catalog, id: string): Promise<Metric> {
  const [metric] = await findMetrics({ catalog }, [id])
  if (metric === undefined) throw notFound('billable_metric_id: billable metric', id)
  if (metric.archivedAt !== null) throw invalid(`billable_metric_id: billable metric ${id} is archived`)
  return metric
}
