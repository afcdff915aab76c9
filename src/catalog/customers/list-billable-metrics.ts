import type { Metric } from '../billable-metrics/rows.ts'
import { listMetrics } from '../billable-metrics/list.ts'
import type { PageRequest } from '../paging.ts'
import { findProducts } from '../products/get.ts'
import { productAt } from '../products/rows.ts'
import type { CatalogScope } from '../scope.ts'
import { getCustomer } from './get.ts'

export interface CustomerMetricFilter extends PageRequest {
  includeArchived: boolean
  /** Only metrics of products that the customer's present contracts have a rate for. */
  isOnCurrentPlan: boolean
}

/** Lists the billable metrics that meter a customer, in order of creation. @throws Problem not_found */
export async function listCustomerMetrics(
  scope: CatalogScope,
  customerId: string,
  filter: CustomerMetricFilter,
): Promise<{ data: Metric[]; next_page: string | null }> {
  await getCustomer(scope, customerId)
  const ids = filter.isOnCurrentPlan ? await contractedMetricIds(scope, customerId) : undefined
  return listMetrics(scope, { ...filter, ids })
}

async function contractedMetricIds({ catalog, clock }: CatalogScope, customerId: string): Promise<string[]> {
  const now = clock.now()
  const priced = await catalog
    .selectFrom('contracts')
    .innerJoin('rates', 'rates.rate_card_id', 'contracts.rate_card_id')
    .select('rates.product_id as id')
    .distinct()
    .where('contracts.customer_id', '=', customerId)
    .where('contracts.archived_at', 'is', null)
    .where('contracts.starting_at', '<=', now)
    .where((where) =>
      where.or([where('contracts.ending_before', 'is', null), where('contracts.ending_before', '>', now)]),
    )
    .where('rates.starting_at', '<=', now)
    .where((where) =>
      where.or([where('rates.ending_before', 'is', null), where('rates.ending_before', '>', now)]),
    )
    .execute()
  const products = await findProducts(
    { catalog },
    priced.map(({ id }) => id),
  )
  return [...new Set(products.flatMap((product) => productAt(product, now).billableMetricId ?? []))]
}
