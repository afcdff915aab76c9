import type { BillingScope } from './scope.ts'
import { readsOf } from './reads.ts'
import type { Metric } from '../catalog/billable-metrics/rows.ts'
import type { ContractTerms } from '../catalog/contracts/terms.ts'
import type { Product, ProductVersion } from '../catalog/products/rows.ts'
import { versionsWithin } from '../catalog/products/versions-within.ts'
import type { CatalogRate } from '../catalog/rates/rows.ts'
import type { TimeRange } from '../kernel/window.ts'
import { overwriteTargets } from '../rating/overwrite-targets.ts'

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
  scope: BillingScope,
  { rateCardId, overrides }: Pick<ContractTerms, 'rateCardId' | 'overrides'>,
  period: TimeRange,
): Promise<readonly BilledProduct[]> {
  if (rateCardId === null) return []
  const overwritten = overrides.filter((one) => isWithin(one, period)).flatMap(overwriteTargets)
  const ids = [...new Set(overwritten.map(({ productId }) => productId))].sort()
  const key = JSON.stringify(['billed products', rateCardId, period.from, period.to, ids])
  return readsOf(scope).derived(key, () => readBilledProducts(scope, rateCardId, ids, period))
}

async function readBilledProducts(
  scope: BillingScope,
  rateCardId: string,
  overwrittenIds: readonly string[],
  period: TimeRange,
): Promise<BilledProduct[]> {
  const reads = readsOf(scope)
  const rates = (await reads.ratesOfCard(rateCardId)).filter((rate) => isWithin(rate, period))
  const ratesOf = Map.groupBy(rates, (rate) => rate.productId)
  const products = await reads.products([...new Set([...ratesOf.keys(), ...overwrittenIds])])
  const versionsOf = new Map(products.map((product) => [product, versionsWithin(product, period)]))
  const metrics = await reads.metrics(metricIds([...versionsOf.values()].flat()))
  const metricOf = new Map(metrics.map((metric) => [metric.id, metric]))
  const order = await reads.productOrder(rateCardId)
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

function isWithin(
  { startingAt, endingBefore }: Pick<CatalogRate, 'startingAt' | 'endingBefore'>,
  period: TimeRange,
): boolean {
  return startingAt < period.to && (endingBefore === null || period.from < endingBefore)
}

function metricIds(versions: readonly ProductVersion[]): string[] {
  return [...new Set(versions.map(({ billableMetricId }) => billableMetricId).filter((id) => id !== null))]
}

function requireMetric(metrics: ReadonlyMap<string, Metric>, id: string): Metric {
  const metric = metrics.get(id)
  if (metric === undefined) throw new Error(`there is no billable metric ${id}`)
  return metric
}
