import { pricingOf } from '../../catalog/contracts/pricing-of.ts'
import { findProducts } from '../../catalog/products/get.ts'
import type { CatalogRate } from '../../catalog/rates/rows.ts'
import { type Decimal, ZERO, sumOf } from '../../kernel/decimal.ts'
import { invalid, notFound } from '../../kernel/errors.ts'
import { rangeHolds, type TimeRange } from '../../kernel/window.ts'
import { clipRange } from '../../rating/billing-period.ts'
import { seriesOf } from '../../rating/metered-series.ts'
import { groupValuesText, nameGroups } from '../../rating/group-values.ts'
import { priceChanges } from '../../rating/price-changes.ts'
import { priceStretches } from '../../rating/price-stretches.ts'
import { rateUsage } from '../../rating/rate-usage.ts'
import type { ContractPricing, GroupValues, LinePart, UsageLine } from '../../rating/usage-line.ts'
import { findGivenProducts, type BilledProduct, type BilledVersion } from '../billed-products.ts'
import type { InvoiceHead, InvoiceLine } from '../invoice.ts'
import { usageLine } from '../document/lines.ts'
import type { BillingScope } from '../scope.ts'
import { findUnits } from '../units.ts'
import type { HistoricalUsage } from './historical-usage.ts'
import { subtotalsOf, type GivenSubtotal } from './subtotals-of.ts'

/** A subtotal, and whose it is. */
interface Placed extends GivenSubtotal {
  /** Of its usage among all that was given. */
  place: number
  product: BilledProduct
  /** The product's version at its start, by its index. */
  version: number
  /** Values of that version's pricing group key, then of its presentation group key. */
  groups: readonly (string | null)[]
}

/**
 * The lines of imported usage, at the contract's prices of its time: those of the first usage first. Tiers count all of a
 * product and its group values in the invoice's period (semantics 26).
 * @throws Problem not_found or invalid, naming the field: where the contract does not price all of it, or its price or
 * its product changes within a subtotal.
 */
export async function priceUsage(
  scope: BillingScope,
  head: InvoiceHead,
  period: TimeRange,
  given: readonly HistoricalUsage[],
): Promise<InvoiceLine[]> {
  const { terms } = head.contract
  const pricing = pricingOf(terms)
  const products = (await findGivenProducts(scope, terms, period)).map(asGiven)
  const fieldOf = (place: number) => `usage_line_items.${place}.`
  const placed: Placed[] = []
  for (const [place, usage] of given.entries()) {
    const product = await requireProduct(scope, products, usage, fieldOf(place))
    const changes = priceChanges([product], pricing, period)
    for (const subtotal of subtotalsOf(usage, period, fieldOf(place))) {
      const { index, version } = versionAt(product, subtotal)
      requireGroups(version, usage, fieldOf(place))
      const groups = groupsOf(version, usage)
      if (changes.some((at) => subtotal.period.from < at && at < subtotal.period.to)) {
        requireOnePrice(product, nameGroups(version, groups), pricing, subtotal)
      }
      placed.push({ ...subtotal, place, product, version: index, groups })
    }
  }
  const rated = [...Map.groupBy(placed, ({ product }) => product)].flatMap(([product, own]) =>
    rateProduct(product, pricing, period, own),
  )
  const unitOf = await findUnits(scope, [...new Set(rated.map(({ line }) => line.creditTypeId))])
  return given.flatMap((usage, place) => {
    const own = rated.filter((one) => one.place === place)
    requireAllPriced(
      placed.filter((one) => one.place === place),
      own,
      fieldOf(place),
    )
    return own.map(({ product, line }) => {
      const shown = clipRange(usage.period, line.period.from, line.period.to) ?? line.period
      return usageLine(head, { product, line: { ...line, period: shown } }, unitOf)
    })
  })
}

/** Given quantities stand on the invoice as they are, neither converted nor rounded. */
function asGiven(product: BilledProduct): BilledProduct {
  const plain = (version: BilledVersion) => ({ ...version, quantityConversion: null, quantityRounding: null })
  return { ...product, versions: product.versions.map(plain) }
}

async function requireProduct(
  scope: BillingScope,
  products: readonly BilledProduct[],
  { productId }: HistoricalUsage,
  fieldPrefix: string,
): Promise<BilledProduct> {
  const product = products.find(({ id }) => id === productId)
  if (product?.product.type === 'USAGE') return product
  const [found] = await findProducts(scope, [productId])
  if (found === undefined) throw notFound(`${fieldPrefix}product_id: product`, productId)
  if (found.type !== 'USAGE') throw invalid(`${fieldPrefix}product_id: must be a product of type USAGE`)
  throw invalid(`${fieldPrefix}product_id: the contract has no price for product ${productId}`)
}

/** What has one price all along may be given at once, whatever changes for other usage. */
function requireOnePrice(
  product: BilledProduct,
  values: ReturnType<typeof nameGroups>,
  pricing: ContractPricing,
  { period, field }: GivenSubtotal,
): void {
  const text = groupValuesText(values.pricingGroupValues)
  const rates = product.rates.filter((rate) => groupValuesText(rate.pricingGroupValues) === text)
  const [first, ...later] = priceStretches({ ...product, ...values, rates }, pricing, period)
  // What has no price at any time is refused as such (`requireAllPriced`).
  if (first === undefined) return
  if (first.period.from === period.from && first.period.to === period.to) return
  const what = later.some(({ version }) => version !== first.version) ? 'product' : 'price'
  throw invalid(
    `${field}: the ${what} changes within its time; give subtotals_with_quantity of before and after`,
  )
}

function versionAt({ id, versions }: BilledProduct, { period }: GivenSubtotal) {
  const index = versions.findIndex((one) => rangeHolds(one.period, period.from))
  const version = versions[index]
  if (version === undefined) throw new Error(`product ${id} has no version at ${period.from}`)
  return { index, version }
}

function requireGroups(
  { pricingGroupKey, presentationGroupKey }: BilledVersion,
  { pricingGroupValues, presentationGroupValues }: HistoricalUsage,
  fieldPrefix: string,
): void {
  requireNames(pricingGroupValues, pricingGroupKey, `${fieldPrefix}pricing_group_values`)
  requireNames(presentationGroupValues, presentationGroupKey, `${fieldPrefix}presentation_group_values`)
  const missing = pricingGroupKey.find((name) => pricingGroupValues[name] === undefined)
  if (missing !== undefined) throw invalid(`${fieldPrefix}pricing_group_values: must have ${missing}`)
}

function requireNames(values: Readonly<Record<string, string>>, key: readonly string[], field: string): void {
  const other = Object.keys(values).find((name) => !key.includes(name))
  if (other !== undefined) throw invalid(`${field}: ${other} is not in the product's group key`)
}

/** A line of what one usage says. */
interface RatedUsagePart {
  place: number
  product: BilledProduct
  line: UsageLine<CatalogRate>
}

/** Rates all that was given of a product, and parts its lines by the usage that brought them. */
function rateProduct(
  product: BilledProduct,
  pricing: ContractPricing,
  period: TimeRange,
  placed: readonly Placed[],
): RatedUsagePart[] {
  const groups = [...Map.groupBy(placed, groupText).values()].map((own) =>
    own.toSorted((a, b) => a.period.from - b.period.from),
  )
  for (const own of groups) refuseOverlaps(own)
  const metered = groups.flatMap((own) => {
    const [first] = own
    if (first === undefined) return []
    let cumulative = ZERO
    const segments = own.map(({ period: { from }, quantity }) => {
      cumulative = cumulative.plus(quantity)
      return { segmentStart: from, cumulative }
    })
    return [seriesOf(first, segments)]
  })
  const placeOf = new Map(placed.map((one) => [`${groupText(one)} ${one.period.from}`, one.place]))
  return rateUsage(product, pricing, period, metered).flatMap((line) => {
    const version = product.versions[line.version]
    if (version === undefined) throw new Error(`product ${product.id} has no version ${line.version}`)
    const text = groupText({ version: line.version, groups: groupsOf(version, line) })
    const byPlace = Map.groupBy(line.parts, (part) => placeOf.get(`${text} ${part.period.from}`))
    return [...byPlace].flatMap(([place, parts]) =>
      place === undefined ? [] : [{ place, product, line: { ...line, ...sumsOf(parts), parts } }],
    )
  })
}

function groupText({ version, groups }: Pick<Placed, 'version' | 'groups'>): string {
  return JSON.stringify([version, groups])
}

/** Values of usage, or of a line, in the order of a version's keys. */
function groupsOf(
  { pricingGroupKey, presentationGroupKey }: BilledVersion,
  values: { pricingGroupValues: GroupValues; presentationGroupValues: GroupValues },
): (string | null)[] {
  return [
    ...pricingGroupKey.map((name) => values.pricingGroupValues[name] ?? null),
    ...presentationGroupKey.map((name) => values.presentationGroupValues[name] ?? null),
  ]
}

function sumsOf(parts: readonly LinePart[]): { quantity: Decimal; total: Decimal } {
  return {
    quantity: sumOf(parts, (part) => part.quantity),
    total: sumOf(parts, (part) => part.total),
  }
}

/** @param own of one group, in order of time. */
function refuseOverlaps(own: readonly Placed[]): void {
  for (const [index, { period, field }] of own.entries()) {
    const before = own[index - 1]
    if (before === undefined || before.period.to <= period.from) continue
    throw invalid(
      `${field}: its time overlaps that of ${before.field}, which is of the same product and group values`,
    )
  }
}

/** Nothing that was given may be lost for want of a price (semantics 33). */
function requireAllPriced(
  placed: readonly Placed[],
  rated: readonly RatedUsagePart[],
  fieldPrefix: string,
): void {
  const parts = Map.groupBy(
    rated.flatMap(({ line }) => line.parts),
    ({ period }) => period.from,
  )
  const isPriced = ({ period, quantity }: Placed) =>
    sumsOf(parts.get(period.from) ?? []).quantity.equals(quantity)
  if (placed.every(isPriced)) return
  throw invalid(`${fieldPrefix}product_id: the contract has no price for it at its time and group values`)
}
