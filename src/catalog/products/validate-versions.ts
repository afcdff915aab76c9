import { invalid, Problem } from '../../kernel/errors.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { metricGroupKeys } from '../../metrics/group-keys.ts'
import { findMetrics } from '../billable-metrics/get.ts'
import type { Metric } from '../billable-metrics/rows.ts'
import type { Catalog } from '../database.ts'
import { validateSpend } from './composite-spend.ts'
import { findProducts } from './get.ts'
import { validateGroupKeys } from './group-keys.ts'
import type { Product, ProductState, ProductVersion } from './rows.ts'

/** What the states of a product refer to, by id. */
interface Known {
  metrics: ReadonlyMap<string, Metric>
  products: ReadonlyMap<string, Product>
}

/**
 * Holds versions of a product to the rules of its type: a USAGE product needs a metric that has its group keys, a
 * COMPOSITE one spend to be a share of.
 * @param versions the one that a request made, then those that follow from it.
 * @throws Problem invalid, or not_found where a composite takes a product that does not exist, naming the field and,
 * for a version that follows, when it starts.
 */
export async function validateVersions(
  catalog: Catalog,
  product: Product,
  versions: readonly ProductVersion[],
): Promise<void> {
  const known = await findKnown(catalog, versions)
  for (const [index, version] of versions.entries()) {
    try {
      validateState(product.type, version, known)
    } catch (error) {
      if (!(error instanceof Problem) || index === 0 || version.startingAt === null) throw error
      const start = formatInstant(version.startingAt)
      throw new Problem(error.kind, `${error.message}, in the version that starts at ${start}`)
    }
  }
}

async function findKnown(catalog: Catalog, states: readonly ProductState[]): Promise<Known> {
  const metricIds = states.flatMap(({ billableMetricId }) => billableMetricId ?? [])
  const productIds = states.flatMap(({ composite }) => composite?.productIds ?? [])
  const metrics = await findMetrics({ catalog }, [...new Set(metricIds)])
  const products = await findProducts({ catalog }, [...new Set(productIds)])
  return {
    metrics: new Map(metrics.map((metric) => [metric.id, metric])),
    products: new Map(products.map((product) => [product.id, product])),
  }
}

function validateState(type: Product['type'], state: ProductState, known: Known): void {
  if (state.composite !== null) validateSpend(state.composite, known.products)
  if (type !== 'USAGE') return
  const metric = known.metrics.get(state.billableMetricId ?? '')
  if (metric === undefined) throw invalid('billable_metric_id: a product of type USAGE needs one')
  validateGroupKeys(state, metricGroupKeys(metric.definition))
}
