import type { Instant } from '../../kernel/instant.ts'
import { groupValuesText } from '../../rating/group-values.ts'
import { rateSegments, type RateSegment } from '../../rating/rate-schedule.ts'
import type { Catalog } from '../database.ts'
import { findPricingUnits } from '../pricing-units/get.ts'
import type { PricingUnit } from '../pricing-units/rows.ts'
import { findProducts } from '../products/get.ts'
import { productAt, type Product, type ProductState } from '../products/rows.ts'
import { findRatesOfCard } from './find-of-card.ts'
import type { CatalogRate, PricedBy } from './rows.ts'

/** A rate, and a stretch of time in which it is the one in force. */
export interface ScheduledRate {
  product: Product
  /** What the product is at the first instant of the stretch that was asked for. */
  state: ProductState
  rate: CatalogRate
  creditType: PricingUnit
  from: Instant
  /** Null where it has no end. */
  to: Instant | null
}

/**
 * Lays a card's rates out in time and gives the stretches that have a part in a range, each whole. Each product, set of
 * pricing group values and frequency of subscriptions has a schedule of its own.
 * @param to the range's end; null where it has none
 */
export async function findScheduledRates(
  catalog: Catalog,
  rateCardId: string,
  from: Instant,
  to: Instant | null,
): Promise<ScheduledRate[]> {
  const rates = await findRatesOfCard({ catalog }, rateCardId)
  const schedules = Map.groupBy(rates, scheduleKey)
  const segments = [...schedules.values()]
    .flatMap(rateSegments)
    .filter((segment) => (segment.to === null || from < segment.to) && (to === null || segment.from < to))
  const products = byId(await findProducts({ catalog }, distinct(rates.map((rate) => rate.productId))))
  const units = byId(await findPricingUnits({ catalog }, distinct(rates.map((rate) => rate.creditTypeId))))
  return segments.map((segment) => describe(segment, from, products, units))
}

/** Rates with the same one are of one schedule, in which a single one is in force at a time. */
export function scheduleKey({ productId, pricingGroupValues, billingFrequency }: PricedBy): string {
  return `${productId} ${billingFrequency} ${groupValuesText(pricingGroupValues)}`
}

function describe(
  segment: RateSegment<CatalogRate>,
  askedFrom: Instant,
  products: ReadonlyMap<string, Product>,
  units: ReadonlyMap<string, PricingUnit>,
): ScheduledRate {
  const { productId, creditTypeId } = segment.rate
  const product = products.get(productId)
  const creditType = units.get(creditTypeId)
  if (product === undefined || creditType === undefined) {
    throw new Error(`rate ${segment.rate.id} has no product or no pricing unit`)
  }
  return { ...segment, product, creditType, state: productAt(product, Math.max(segment.from, askedFrom)) }
}

function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids)]
}

function byId<Item extends { id: string }>(items: readonly Item[]): Map<string, Item> {
  return new Map(items.map((item) => [item.id, item]))
}
