import type { CatalogRate } from '../../catalog/rates/rows.ts'
import { pricedGroups } from '../../rating/priced-groups.ts'
import { rateGroups } from '../../rating/rate-usage.ts'
import { unratedUsage, type UnratedQuantity } from '../../rating/unrated-usage.ts'
import { usageCurves, type UsageCurve } from '../../rating/usage-curves.ts'
import type { ContractPricing } from '../../rating/usage-line.ts'
import type { BilledProduct } from '../billed-products.ts'
import type { RatedUsage } from '../document/lines.ts'
import type { ContractUsage } from '../reads.ts'

/** A contract's usage over a period, at its prices. */
export interface RatedContract {
  pricing: ContractPricing
  /** All that the contract prices in the period, in the order of the card. */
  products: readonly BilledProduct[]
  /** Works out its lines. */
  usageOf: () => readonly RatedUsage[]
  /** The same for commits and credits to draw on. */
  curvesOf: () => RatedCurve[]
  /** Whether some quantity may have gone down within a segment of it. */
  mayFall: boolean
  /** Works out what has no price. */
  unratedOf: () => UnratedProduct[]
}

export interface UnratedProduct extends UnratedQuantity {
  product: BilledProduct
}

export interface RatedCurve {
  product: BilledProduct
  curve: UsageCurve<CatalogRate>
}

/** Rates what a customer used under a contract in a period. */
export function rateContract({
  period,
  pricing,
  products,
  metered,
  quantities,
}: ContractUsage): RatedContract {
  const priced = metered.map((product) => ({
    product,
    groups: pricedGroups(product, pricing, period, quantities.get(product) ?? []),
  }))
  let usage: RatedUsage[] | null = null
  const usageOf = () =>
    (usage ??= priced.flatMap(({ product, groups }) => rateGroups(groups).map((line) => ({ product, line }))))
  const curvesOf = () =>
    priced.flatMap(({ product, groups }) => usageCurves(groups).map((curve) => ({ product, curve })))
  const unratedOf = () =>
    priced.flatMap(({ product, groups }) =>
      unratedUsage(product, pricing, groups, period.from).map((one) => ({ product, ...one })),
    )
  const mayFall = metered.some((product) =>
    (quantities.get(product) ?? []).some((series) => series.mayFall !== false),
  )
  return { pricing, products, usageOf, curvesOf, mayFall, unratedOf }
}
