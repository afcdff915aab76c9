import type { CatalogRate } from '../../catalog/rates/rows.ts'
import { sumOf } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import { rangeHolds, type TimeRange } from '../../kernel/window.ts'
import { rateComposite, type CompositeLine, type SpendPart } from '../../rating/rate-composite.ts'
import type { ContractPricing } from '../../rating/usage-line.ts'
import type { BilledProduct, BilledVersion } from '../billed-products.ts'

export interface RatedComposite {
  product: BilledProduct
  line: CompositeLine<CatalogRate>
}

/** What composites are rated from. */
export interface KnownSpend {
  pricing: ContractPricing
  period: TimeRange
  /** What other invoices bill of the billing period before that, where it was cut (docs/decisions/0005); null for nothing. */
  before: TimeRange | null
  currencyId: string
  /** Spend under the contract, in its currency, since the billing period began. */
  ofContract: readonly SpendPart[]
  /** The same of all the customer's contracts, this one's among it. */
  ofCustomer: readonly SpendPart[]
}

/**
 * Rates the composite products of a contract: those that count other composites' charges come after those, and see what
 * was rated before them (reference section 5, Products).
 */
export function compositeLines(products: readonly BilledProduct[], spend: KnownSpend): RatedComposite[] {
  const known: SpendPart[] = []
  return inOrder(products).flatMap((product) => {
    const versions = product.versions.flatMap(({ period, tags, composite }) =>
      composite === null ? [] : [{ period, tags, composite }],
    )
    const [first] = versions
    const isOfCustomer = first?.composite.scope === 'CUSTOMER'
    const parts = [...(isOfCustomer ? spend.ofCustomer : spend.ofContract), ...known]
    const rated = { id: product.id, versions, rates: product.rates }
    const { pricing, period, before, currencyId } = spend
    const earlier = before === null ? [] : rateComposite(rated, pricing, before, parts, currencyId)
    const charged = sumOf(earlier, ({ total }) => total)
    const cutOff = before === null ? null : { period: before, charged }
    const lines = rateComposite(rated, pricing, period, parts, currencyId, cutOff)
    known.push(...[...earlier, ...lines].flatMap((line) => spendOf(product, line)))
    return lines.map((line) => ({ product, line }))
  })
}

/** A composite's charge as spend of another one: part by part, and what makes its minimum at its last instant. */
function spendOf(product: BilledProduct, line: CompositeLine<CatalogRate>): SpendPart[] {
  const rest = { period: { from: line.period.to - 1, to: line.period.to }, total: line.missingToMinimum }
  return [...line.parts, rest].map(({ period, total }) => ({
    productId: product.id,
    productTags: versionAt(product, period.from)?.tags ?? [],
    period,
    total,
    creditTypeId: line.creditTypeId,
    isComposite: true,
  }))
}

function versionAt({ versions }: BilledProduct, at: Instant): BilledVersion | undefined {
  return versions.find(({ period }) => rangeHolds(period, at))
}

/**
 * Composites before those that count their charges; of those that count each other's by tag, the card's order holds.
 */
function inOrder(products: readonly BilledProduct[]): BilledProduct[] {
  const waiting = [...products]
  const ordered: BilledProduct[] = []
  while (waiting.length > 0) {
    const next =
      waiting.find((one) => !waiting.some((other) => other !== one && counts(one, other))) ?? waiting[0]
    if (next === undefined) break
    waiting.splice(waiting.indexOf(next), 1)
    ordered.push(next)
  }
  return ordered
}

function counts(one: BilledProduct, other: BilledProduct): boolean {
  return one.versions.some(
    ({ composite }) =>
      composite !== null &&
      composite.includeCompositeSpend &&
      (composite.productIds.includes(other.id) ||
        other.versions.some(({ tags }) => tags.some((tag) => composite.tags.includes(tag)))),
  )
}
