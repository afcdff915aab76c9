import type { Instant } from '../../kernel/instant.ts'
import { rateSegments, type RateSegment } from '../../rating/rate-schedule.ts'
import { pageOf, pagePosition, type PageRequest } from '../paging.ts'
import { findPricingUnits } from '../pricing-units/get.ts'
import type { PricingUnit } from '../pricing-units/rows.ts'
import { findProducts } from '../products/get.ts'
import type { Product } from '../products/rows.ts'
import { getNamedRateCard } from '../rate-cards/get.ts'
import type { CatalogScope } from '../scope.ts'
import { findRatesOfCard } from './find-of-card.ts'
import { groupValuesText, type CatalogRate } from './rows.ts'
import { isSelected, type RateSelector } from './selectors.ts'

export interface RateFilter extends PageRequest {
  rateCardId: string
  at: Instant
  /** A rate that any of them admits is listed; every rate where there are none. */
  selectors: readonly RateSelector[]
}

/** A rate, and the stretch of time around the instant asked for in which it is the one in force. */
export interface RateInForce {
  /** The rate's. */
  seq: number
  product: Product
  rate: CatalogRate
  creditType: PricingUnit
  from: Instant
  /** Null where it has no end. */
  to: Instant | null
}

/**
 * Lists the rates of a card that are in force at an instant, one for each product and set of pricing group
 * values, in the order they were added (reference section 5; OpenAPI, getRates).
 * @throws Problem not_found, naming the card's field, or invalid on a cursor that is not this list's.
 */
export async function listRates({ catalog }: CatalogScope, filter: RateFilter) {
  const position = pagePosition(filter)
  await getNamedRateCard({ catalog }, filter.rateCardId)
  const rates = await findRatesOfCard({ catalog }, filter.rateCardId)
  const products = byId(await findProducts({ catalog }, distinct(rates.map((rate) => rate.productId))))
  const units = byId(await findPricingUnits({ catalog }, distinct(rates.map((rate) => rate.creditTypeId))))
  const { selectors } = filter
  const inForce = segmentsAt(rates, filter.at)
    .map((segment) => describe(segment, products, units))
    .filter(
      ({ rate, product }) =>
        selectors.length === 0 || selectors.some((one) => isSelected(rate, product, one)),
    )
    .filter(({ seq }) => seq > position.afterSeq)
    .sort((a, b) => a.seq - b.seq)
  return pageOf(inForce.slice(0, position.readRows), position, (entry): RateInForce => entry)
}

function segmentsAt(rates: readonly CatalogRate[], at: Instant): RateSegment<CatalogRate>[] {
  const schedules = Map.groupBy(
    rates,
    (rate) => `${rate.productId} ${groupValuesText(rate.pricingGroupValues)}`,
  )
  return [...schedules.values()]
    .flatMap(rateSegments)
    .filter(({ from, to }) => from <= at && (to === null || at < to))
}

function describe(
  segment: RateSegment<CatalogRate>,
  products: ReadonlyMap<string, Product>,
  units: ReadonlyMap<string, PricingUnit>,
): RateInForce {
  const { productId, creditTypeId, seq } = segment.rate
  const product = products.get(productId)
  const creditType = units.get(creditTypeId)
  if (product === undefined || creditType === undefined) {
    throw new Error(`rate ${segment.rate.id} has no product or no pricing unit`)
  }
  return { ...segment, seq, product, creditType }
}

function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids)]
}

function byId<Item extends { id: string }>(items: readonly Item[]): Map<string, Item> {
  return new Map(items.map((item) => [item.id, item]))
}
