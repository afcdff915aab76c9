import type { Metric } from '../../catalog/billable-metrics/rows.ts'
import type { BilledProduct, BilledVersion } from '../billed-products.ts'

/** A version of a product whose usage a billable metric measures: what one block of a quantities query is for. */
export interface MeteredVersion {
  product: BilledProduct
  /** Its place among the product's versions in the period. */
  versionIndex: number
  version: BilledVersion
  metric: Metric
  groupKey: readonly string[]
}

/** Every version of the products that a metric measures, in order. */
export function meteredVersions(products: readonly BilledProduct[]): MeteredVersion[] {
  return products.flatMap((product) =>
    product.versions.flatMap((version, versionIndex) => {
      const { metric, pricingGroupKey, presentationGroupKey } = version
      if (metric === null) return []
      const groupKey = [...pricingGroupKey, ...presentationGroupKey]
      return [{ product, versionIndex, version, metric, groupKey }]
    }),
  )
}
