import type { Contract } from '../../catalog/contracts/rows.ts'
import { pricingOf } from '../../catalog/contracts/pricing-of.ts'
import { eventIdentifiers } from '../../catalog/customers/attribution.ts'
import type { Customer } from '../../catalog/customers/rows.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { priceChanges } from '../../rating/price-changes.ts'
import { findBilledProducts, type BilledProduct } from '../billed-products.ts'
import { quantitiesOf } from '../quantities/quantities-of.ts'
import type { ContractUsage } from '../reads.ts'
import type { InvoiceScope } from '../scope.ts'

/** Whose usage is read, and since when it counts; null for the start of the period. */
export interface MeteredContract {
  customer: Customer
  contract: Contract
  meteredFrom: Instant | null
}

/**
 * Reads what a customer used under a contract in a period, from the events there are now (architecture, decision 5).
 * @param period what is billed; quantities count from `meteredFrom` on.
 * @param cuts instants within the period at which lines' parts are to be cut as well.
 * @throws Problem invalid where an SQL metric is past a limit; any failure of the warehouse (semantics 33).
 */
export async function readContractUsage(
  scope: InvoiceScope,
  { customer, contract, meteredFrom }: MeteredContract,
  period: TimeRange,
  cuts: readonly Instant[] = [],
): Promise<ContractUsage> {
  const pricing = pricingOf(contract.terms)
  const metering = meteredFrom === null ? period : { from: meteredFrom, to: period.to }
  const allCuts = meteredFrom === null ? cuts : [period.from, ...cuts]
  const products = await findBilledProducts(scope, contract.terms, metering)
  const { metered, composites, changes } = byUse(products, metering)
  const startsOf = (some: readonly BilledProduct[]) =>
    withCuts(priceChanges(some, pricing, metering), allCuts, metering)
  const quantities = await quantitiesOf(scope)(metered, {
    identifiers: eventIdentifiers(customer),
    period: metering,
    ...(meteredFrom === null ? {} : { billedFrom: period.from }),
    segmentStarts:
      pricing.overrides.length === 0
        ? withCuts(changes, allCuts, metering)
        : startsOf([...metered, ...composites]),
    segmentStartsOf: (product) => startsOf([product, ...composites]),
    usageFilters: contract.terms.usageFilters,
    cutoff: scope.cutoff,
  })
  return { period, pricing, products, metered, quantities }
}

/** Products by what is read of them. */
interface ProductsByUse {
  metered: readonly BilledProduct[]
  /** Each takes its share of what was spent while its price held. */
  composites: readonly BilledProduct[]
  /** When any price of these changes that no override does. */
  changes: readonly Instant[]
}

const usesByProducts = new WeakMap<readonly BilledProduct[], ProductsByUse>()

/** The same for all contracts that are billed for the same products. @param period the one that these are priced in. */
function byUse(products: readonly BilledProduct[], period: TimeRange): ProductsByUse {
  const known = usesByProducts.get(products)
  if (known !== undefined) return known
  const metered = products.filter(({ product }) => product.type === 'USAGE')
  const composites = products.filter(({ product }) => product.type === 'COMPOSITE')
  const changes = priceChanges([...metered, ...composites], { overrides: [] }, period)
  usesByProducts.set(products, { metered, composites, changes })
  return { metered, composites, changes }
}

const startsByCuts = new WeakMap<readonly Instant[], { period: TimeRange; starts: readonly Instant[] }>()

/** Where prices hold for all of a period, the same list for all contracts that are cut at the same. */
function withCuts(
  starts: readonly Instant[],
  cuts: readonly Instant[],
  period: TimeRange,
): readonly Instant[] {
  if (cuts.length === 0) return starts
  if (starts.length > 1) return merge(starts, cuts, period)
  const known = startsByCuts.get(cuts)
  if (known?.period.from === period.from && known.period.to === period.to) return known.starts
  const merged = merge(starts, cuts, period)
  startsByCuts.set(cuts, { period, starts: merged })
  return merged
}

function merge(starts: readonly Instant[], cuts: readonly Instant[], period: TimeRange): Instant[] {
  const within = cuts.filter((at) => period.from < at && at < period.to)
  const all = [...starts, ...within].sort((a, b) => a - b)
  return all.filter((at, index) => at !== all[index - 1])
}
