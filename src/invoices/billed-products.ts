import { findMetrics } from '../catalog/billable-metrics/get.ts'
import type { Metric } from '../catalog/billable-metrics/rows.ts'
import { findProducts } from '../catalog/products/get.ts'
import type { Product } from '../catalog/products/rows.ts'
import { findRatesOfCard } from '../catalog/rates/find-of-card.ts'
import type { CatalogRate } from '../catalog/rates/rows.ts'
import type { CatalogScope } from '../catalog/scope.ts'
import type { TimeRange } from '../kernel/window.ts'

/** A product that a rate card prices within a period, with its metric and its rates. */
export interface BilledProduct extends Product {
  metric: Metric
  rates: CatalogRate[]
}

/** The products a rate card prices at any time in a period, in the order they were first put on it. */
export async function findBilledProducts(
  scope: CatalogScope,
  rateCardId: string,
  period: TimeRange,
): Promise<BilledProduct[]> {
  const rates = (await findRatesOfCard(scope, rateCardId)).filter(
    (rate) => rate.startingAt < period.to && (rate.endingBefore === null || period.from < rate.endingBefore),
  )
  const ratesOf = Map.groupBy(rates, (rate) => rate.productId)
  const products = await findProducts(scope, [...ratesOf.keys()])
  const metrics = await findMetrics(scope, [...new Set(products.map((product) => product.billableMetricId))])
  return products
    .map((product) => {
      const metric = metrics.find((candidate) => candidate.id === product.billableMetricId)
      if (metric === undefined) throw new Error(`product ${product.id} has no billable metric`)
      return { ...product, metric, rates: ratesOf.get(product.id) ?? [] }
    })
    .sort((a, b) => firstSeq(a) - firstSeq(b))
}

function firstSeq({ rates }: BilledProduct): number {
  return Math.min(...rates.map((rate) => rate.seq))
}
