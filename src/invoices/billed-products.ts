import { findMetrics } from '../catalog/billable-metrics/get.ts'
import type { Metric } from '../catalog/billable-metrics/rows.ts'
import type { ContractTerms } from '../catalog/contracts/terms.ts'
import { findProducts } from '../catalog/products/get.ts'
import type { Product, ProductVersion } from '../catalog/products/rows.ts'
import { versionsWithin } from '../catalog/products/versions-within.ts'
import { findProductOrder } from '../catalog/rate-cards/product-order.ts'
import { findRatesOfCard } from '../catalog/rates/find-of-card.ts'
import type { CatalogRate } from '../catalog/rates/rows.ts'
import type { CatalogScope } from '../catalog/scope.ts'
import type { TimeRange } from '../kernel/window.ts'

/** A state of a product, and the part of a billing period in which it holds. */
export interface BilledVersion extends ProductVersion {
  period: TimeRange
  /** What measures it; null for what is no usage. */
  metric: Metric | null
}

/** A product that a contract prices within a period. */
export interface BilledProduct {
  id: string
  product: Product
  /** In order of time. */
  versions: BilledVersion[]
  rates: CatalogRate[]
}

/**
 * The products that a contract prices at any time in a period, by its card or by an overwrite, in the order of the
 * card; those that are not on it come last.
 */
export async function findBilledProducts(
  scope: CatalogScope,
  terms: Pick<ContractTerms, 'rateCardId' | 'overrides'>,
  period: TimeRange,
): Promise<BilledProduct[]> {
  const { rateCardId } = terms
  if (rateCardId === null) return []
  const isWithin = ({ startingAt, endingBefore }: Pick<CatalogRate, 'startingAt' | 'endingBefore'>) =>
    startingAt < period.to && (endingBefore === null || period.from < endingBefore)
  const rates = (await findRatesOfCard(scope, rateCardId)).filter(isWithin)
  const ratesOf = Map.groupBy(rates, (rate) => rate.productId)
  const overwritten = terms.overrides.filter(isWithin).flatMap(overwrittenProducts)
  const products = await findProducts(scope, [...new Set([...ratesOf.keys(), ...overwritten])])
  const versionsOf = new Map(products.map((product) => [product, versionsWithin(product, period)]))
  const metrics = await findMetrics(scope, metricIds([...versionsOf.values()].flat()))
  const metricOf = new Map(metrics.map((metric) => [metric.id, metric]))
  const order = await findProductOrder(scope, rateCardId)
  const place = ({ id }: BilledProduct) => order.get(id) ?? Infinity
  return products
    .map((product) => ({
      id: product.id,
      product,
      versions: (versionsOf.get(product) ?? []).map((version) => ({
        ...version,
        metric: version.billableMetricId === null ? null : requireMetric(metricOf, version.billableMetricId),
      })),
      rates: ratesOf.get(product.id) ?? [],
    }))
    .sort((a, b) => (place(a) === place(b) ? a.product.seq - b.product.seq : place(a) - place(b)))
}

/** The products that an override gives a price of their own. */
function overwrittenProducts({
  change,
  productId,
  specifiers,
}: ContractTerms['overrides'][number]): string[] {
  if (change?.type !== 'OVERWRITE') return []
  return [productId, ...specifiers.map((specifier) => specifier.productId)].filter((id) => id !== null)
}

function metricIds(versions: readonly ProductVersion[]): string[] {
  return [...new Set(versions.map(({ billableMetricId }) => billableMetricId).filter((id) => id !== null))]
}

function requireMetric(metrics: ReadonlyMap<string, Metric>, id: string): Metric {
  const metric = metrics.get(id)
  if (metric === undefined) throw new Error(`there is no billable metric ${id}`)
  return metric
}
