import type { Instant } from '../../kernel/instant.ts'
import { rangeHolds, type TimeRange } from '../../kernel/window.ts'
import { areOfKey } from '../../rating/group-values.ts'
import { overwriteTargets } from '../../rating/overwrite-targets.ts'
import { priceStretches, type PriceStretch } from '../../rating/price-stretches.ts'
import type { Price } from '../../rating/price.ts'
import { getContract, type ContractRef } from '../contracts/get.ts'
import { pricingOf } from '../contracts/pricing-of.ts'
import type { ContractTerms } from '../contracts/terms.ts'
import { pageOf, pagePosition, type PageRequest } from '../paging.ts'
import { findProducts } from '../products/get.ts'
import { productAt, type Product, type ProductVersion } from '../products/rows.ts'
import { versionsWithin } from '../products/versions-within.ts'
import { findRatesOfCard } from '../rates/find-of-card.ts'
import type { CatalogRate, PricedBy } from '../rates/rows.ts'
import { scheduleKey } from '../rates/scheduled-rates.ts'
import { isSelected, type RateSelector } from '../rates/selectors.ts'
import type { CatalogScope } from '../scope.ts'

export interface ContractRateFilter extends PageRequest {
  /** Null for now. */
  at: Instant | null
  /** A rate that any of them admits is listed; every rate where there are none. */
  selectors: readonly RateSelector[]
}

/** A price of the contract, and the stretch of time around the instant asked for in which it stays as it is. */
export interface ContractRate extends PricedBy {
  /** Its place in the list. */
  seq: number
  rateCardId: string
  product: Product
  version: ProductVersion
  /** The card's price; the overwritten one where no rate is in force, as the schema requires one. */
  listRate: { price: Price; creditTypeId: string }
  stretch: PriceStretch<CatalogRate>
  /** The end of the stretch; null where nothing ends it. */
  to: Instant | null
}

/**
 * Lists the prices that a customer pays under a contract at an instant, one for each product, set of pricing group
 * values and billing frequency; only what is entitled (OpenAPI, getContractRateSchedule). Those on the card come in
 * the order their rates were added, then what overwrites alone price, in the order of the overrides; of those
 * `listRate` is the overwritten rate. Overrides for presentation group values are not in it: they are of single lines.
 * @throws Problem not_found, or invalid on a cursor that is not this list's.
 */
export async function listContractRates(scope: CatalogScope, ref: ContractRef, filter: ContractRateFilter) {
  const position = pagePosition(filter)
  const { terms } = await getContract(scope, ref)
  const at = filter.at ?? scope.clock.now()
  const found = (await contractRatesAt(scope, terms, at))
    .filter((entry) => isSelected(entry, entry.version, filter.selectors))
    .filter(({ seq }) => seq > position.afterSeq)
    .sort((a, b) => a.seq - b.seq)
  return pageOf(found.slice(0, position.readRows), position, (entry): ContractRate => entry)
}

/** What one price in time is of, with the card's rates for it. */
interface PriceSchedule extends PricedBy {
  rates: readonly CatalogRate[]
  /** Its place in the list where no rate is in force. */
  seq: number
}

async function contractRatesAt(
  scope: CatalogScope,
  terms: ContractTerms,
  at: Instant,
): Promise<ContractRate[]> {
  const { rateCardId } = terms
  if (rateCardId === null) return []
  const term: TimeRange = { from: terms.startingAt, to: terms.endingBefore ?? Infinity }
  const schedules = priceSchedules(await findRatesOfCard(scope, rateCardId), terms)
  const products = await findProducts(scope, [...new Set(schedules.map(({ productId }) => productId))])
  return schedules.flatMap((schedule) => {
    const product = products.find(({ id }) => id === schedule.productId)
    if (product === undefined) throw new Error(`there is no product ${schedule.productId}`)
    const stretch = stretchesOf(product, schedule, terms, term).find(({ period }) => rangeHolds(period, at))
    const version = productAt(product, at)
    if (stretch === undefined || !isForKey(schedule, version) || isUnsold(product, schedule)) return []
    const { productId, pricingGroupValues, billingFrequency } = schedule
    const { rate, effective, creditTypeId } = stretch
    return {
      seq: rate?.seq ?? schedule.seq,
      rateCardId,
      productId,
      pricingGroupValues,
      billingFrequency,
      product,
      version,
      listRate: rate ?? { price: effective.price, creditTypeId },
      stretch,
      to: stretch.period.to === Infinity ? null : stretch.period.to,
    }
  })
}

/** Puts what no rate prices behind all rates; a cursor is a safe integer. */
const AFTER_RATES = 2 ** 52

/** Everything that the card or an overwrite prices at any time, each once. */
function priceSchedules(rates: readonly CatalogRate[], { overrides }: ContractTerms): PriceSchedule[] {
  const ofCard = [...Map.groupBy(rates, scheduleKey).values()].flatMap((own) => {
    const last = own.at(-1)
    return last === undefined ? [] : [{ ...last, rates: own }]
  })
  const overwritten = overrides
    .flatMap(overwriteTargets)
    .map((target, index) => ({ ...target, billingFrequency: null, rates: [], seq: AFTER_RATES + index }))
  const schedules = new Map<string, PriceSchedule>()
  for (const one of [...ofCard, ...overwritten]) {
    const key = scheduleKey(one)
    if (!schedules.has(key)) schedules.set(key, one)
  }
  return [...schedules.values()]
}

/** Subscriptions are made of products with a rate of their frequency, so that an overwrite alone sells none. */
function isUnsold(product: Product, { billingFrequency }: PriceSchedule): boolean {
  return product.type === 'SUBSCRIPTION' && billingFrequency === null
}

/** Whether a price is for the version's group key; one for another version's key prices nothing then. */
function isForKey({ pricingGroupValues }: PriceSchedule, { pricingGroupKey }: ProductVersion): boolean {
  return areOfKey(pricingGroupValues, pricingGroupKey)
}

function stretchesOf(
  product: Product,
  { rates, pricingGroupValues }: PriceSchedule,
  terms: ContractTerms,
  term: TimeRange,
): PriceStretch<CatalogRate>[] {
  return priceStretches(
    {
      id: product.id,
      versions: versionsWithin(product, term),
      rates,
      pricingGroupValues,
      presentationGroupValues: {},
    },
    pricingOf(terms),
    term,
  )
}
