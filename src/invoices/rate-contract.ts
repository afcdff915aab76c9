import { quantitiesOf } from './reads.ts'
import { pricingOf } from '../catalog/contracts/pricing-of.ts'
import type { Contract } from '../catalog/contracts/rows.ts'
import { eventIdentifiers } from '../catalog/customers/attribution.ts'
import type { Customer } from '../catalog/customers/rows.ts'
import type { CatalogRate } from '../catalog/rates/rows.ts'
import type { Instant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'
import { priceChanges } from '../rating/price-changes.ts'
import { pricedGroups } from '../rating/priced-groups.ts'
import { rateGroups } from '../rating/rate-usage.ts'
import type { ContractPricing, UsageLine } from '../rating/usage-line.ts'
import { unratedUsage, type UnratedQuantity } from '../rating/unrated-usage.ts'
import { usageCurves, type UsageCurve } from '../rating/usage-curves.ts'
import { findBilledProducts, type BilledProduct } from './billed-products.ts'
import type { InvoiceScope } from './scope.ts'

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

export interface RatedUsage {
  product: BilledProduct
  line: UsageLine<CatalogRate>
}

/**
 * Rates what a customer used under a contract in a period, from the events there are now (decision 5).
 * @param cuts instants within the period at which lines' parts are to be cut as well.
 * @throws Problem invalid where an SQL metric is past a limit; any failure of the warehouse (semantics 33).
 */
export async function rateContract(
  scope: InvoiceScope,
  customer: Customer,
  contract: Contract,
  period: TimeRange,
  cuts: readonly Instant[] = [],
): Promise<RatedContract> {
  const pricing = pricingOf(contract.terms)
  const products = await findBilledProducts(scope, contract.terms, period)
  const metered = products.filter(({ product }) => product.type === 'USAGE')
  // A composite takes its share of what was spent while its price held.
  const composites = products.filter(({ product }) => product.type === 'COMPOSITE')
  const startsOf = (some: readonly BilledProduct[]) =>
    withCuts(priceChanges(some, pricing, period), cuts, period)
  const quantities = await quantitiesOf(scope)(metered, {
    identifiers: eventIdentifiers(customer),
    period,
    segmentStarts: startsOf([...metered, ...composites]),
    segmentStartsOf: (product) => startsOf([product, ...composites]),
    usageFilters: contract.terms.usageFilters,
    cutoff: scope.cutoff,
  })
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
      unratedUsage(product, pricing, groups).map((one) => ({ product, ...one })),
    )
  const mayFall = metered.some((product) =>
    (quantities.get(product) ?? []).some((quantity) => quantity.mayFall !== false),
  )
  return { pricing, products, usageOf, curvesOf, mayFall, unratedOf }
}

function withCuts(starts: readonly Instant[], cuts: readonly Instant[], period: TimeRange): Instant[] {
  const within = cuts.filter((at) => period.from < at && at < period.to)
  const all = [...starts, ...within].sort((a, b) => a - b)
  return all.filter((at, index) => at !== all[index - 1])
}
