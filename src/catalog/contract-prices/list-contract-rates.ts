import type { Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { priceStretches, type PriceStretch } from '../../rating/price-stretches.ts'
import { getContract, type ContractRef } from '../contracts/get.ts'
import { pricingOf } from '../contracts/pricing-of.ts'
import type { ContractTerms } from '../contracts/terms.ts'
import { pageOf, pagePosition, type PageRequest } from '../paging.ts'
import { findProducts } from '../products/get.ts'
import { productAt, type Product, type ProductVersion } from '../products/rows.ts'
import { versionsWithin } from '../products/versions-within.ts'
import { findRatesOfCard } from '../rates/find-of-card.ts'
import type { CatalogRate } from '../rates/rows.ts'
import { scheduleKey } from '../rates/scheduled-rates.ts'
import { isSelected, type RateSelector } from '../rates/selectors.ts'
import type { CatalogScope } from '../scope.ts'

export interface ContractRateFilter extends PageRequest {
  /** Null for now. */
  at: Instant | null
  /** A rate that any of them admits is listed; every rate where there are none. */
  selectors: readonly RateSelector[]
}

/** A rate of the contract's card, and what the contract makes of it around the instant asked for. */
export interface ContractRate {
  /** The rate's. */
  seq: number
  rateCardId: string
  product: Product
  version: ProductVersion
  rate: CatalogRate
  stretch: PriceStretch<CatalogRate>
  /** The end of the stretch; null where nothing ends it. */
  to: Instant | null
}

/**
 * Lists the rates that a customer pays under a contract at an instant, one for each product, set of pricing group
 * values and billing frequency, in the order they were added; only what is entitled (OpenAPI, getContractRateSchedule).
 * Overrides for presentation group values are not in it: they are of single lines.
 * @throws Problem not_found, or invalid on a cursor that is not this list's.
 */
export async function listContractRates(scope: CatalogScope, ref: ContractRef, filter: ContractRateFilter) {
  const position = pagePosition(filter)
  const { terms } = await getContract(scope, ref)
  const at = filter.at ?? scope.clock.now()
  const found = (await contractRatesAt(scope, terms, at))
    .filter(({ rate, version }) => isSelected(rate, version, filter.selectors))
    .filter(({ seq }) => seq > position.afterSeq)
    .sort((a, b) => a.seq - b.seq)
  return pageOf(found.slice(0, position.readRows), position, (entry): ContractRate => entry)
}

async function contractRatesAt(
  scope: CatalogScope,
  terms: ContractTerms,
  at: Instant,
): Promise<ContractRate[]> {
  const { rateCardId } = terms
  if (rateCardId === null) return []
  const term: TimeRange = { from: terms.startingAt, to: terms.endingBefore ?? Infinity }
  const rates = await findRatesOfCard(scope, rateCardId)
  const products = await findProducts(scope, [...new Set(rates.map((rate) => rate.productId))])
  const schedules = Map.groupBy(rates, scheduleKey)
  return [...schedules.values()].flatMap((own) => {
    const product = products.find(({ id }) => id === own[0]?.productId)
    if (product === undefined) throw new Error(`rate ${own[0]?.id ?? ''} has no product`)
    const stretch = stretchesOf(product, own, terms, term).find(
      ({ period }) => period.from <= at && at < period.to,
    )
    const rate = stretch?.rate ?? null
    if (stretch === undefined || rate === null) return []
    const version = productAt(product, at)
    if (!isForKey(rate, version)) return []
    const to = stretch.period.to === Infinity ? null : stretch.period.to
    return [{ seq: rate.seq, rateCardId, product, version, rate, stretch, to }]
  })
}

/** Whether a rate names the version's group key; one for another version's key prices nothing then. */
function isForKey({ pricingGroupValues }: CatalogRate, { pricingGroupKey }: ProductVersion): boolean {
  return (
    Object.keys(pricingGroupValues).length === pricingGroupKey.length &&
    pricingGroupKey.every((name) => Object.hasOwn(pricingGroupValues, name))
  )
}

function stretchesOf(
  product: Product,
  rates: readonly CatalogRate[],
  terms: ContractTerms,
  term: TimeRange,
): PriceStretch<CatalogRate>[] {
  const [first] = rates
  return priceStretches(
    {
      id: product.id,
      versions: versionsWithin(product, term),
      rates,
      pricingGroupValues: first?.pricingGroupValues ?? {},
      presentationGroupValues: {},
    },
    pricingOf(terms),
    term,
  )
}
