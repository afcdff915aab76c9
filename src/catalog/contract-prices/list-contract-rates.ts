import type { Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { clipRange } from '../../rating/billing-period.ts'
import { priceStretches, type PriceStretch } from '../../rating/price-stretches.ts'
import { getContract, type ContractRef } from '../contracts/get.ts'
import type { ContractTerms } from '../contracts/terms.ts'
import { pageOf, pagePosition, type PageRequest } from '../paging.ts'
import { findProducts } from '../products/get.ts'
import { productAt, type Product, type ProductVersion } from '../products/rows.ts'
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
 * Lists the rates that a customer pays under a contract at an instant, one for each product, set of pricing group values
 * and billing frequency, in the order they were added; only what is entitled (OpenAPI, getContractRateSchedule).
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
  const term: TimeRange = { from: terms.startingAt, to: terms.endingBefore ?? LAST_INSTANT }
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
    const to = stretch.period.to === LAST_INSTANT ? null : stretch.period.to
    return [{ seq: rate.seq, rateCardId, product, version: productAt(product, at), rate, stretch, to }]
  })
}

function stretchesOf(
  product: Product,
  rates: readonly CatalogRate[],
  terms: ContractTerms,
  term: TimeRange,
): PriceStretch<CatalogRate>[] {
  const versions = product.versions.flatMap(({ startingAt, tags }, index) => {
    const next = product.versions[index + 1]?.startingAt ?? null
    const period = clipRange(term, startingAt ?? term.from, next)
    return period === null ? [] : [{ period, tags }]
  })
  const [first] = rates
  return priceStretches(
    {
      id: product.id,
      versions,
      rates,
      pricingGroupValues: first?.pricingGroupValues ?? {},
      presentationGroupValues: {},
    },
    { overrides: terms.overrides, prioritization: terms.multiplierOverridePrioritization },
    term,
  )
}

// The last instant that a date can hold.
const LAST_INSTANT = 8.64e15
