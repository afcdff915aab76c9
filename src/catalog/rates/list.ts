import type { Instant } from '../../kernel/instant.ts'
import { pageOf, pagePosition, type PageRequest } from '../paging.ts'
import { getNamedRateCard } from '../rate-cards/get.ts'
import type { CatalogScope } from '../scope.ts'
import { findScheduledRates, type ScheduledRate } from './scheduled-rates.ts'
import { isSelected, type RateSelector } from './selectors.ts'

export interface RateFilter extends PageRequest {
  rateCardId: string
  at: Instant
  /** A rate that any of them admits is listed; every rate where there are none. */
  selectors: readonly RateSelector[]
}

/**
 * Lists the rates of a card that are in force at an instant, one for each product, set of pricing group values and
 * frequency of subscriptions, in the order they were added; each with the stretch around the instant in which it is the
 * one in force, and its product as it is at the instant (reference section 5; OpenAPI, getRates).
 * @throws Problem not_found, naming the card's field, or invalid on a cursor that is not this list's.
 */
export async function listRates({ catalog }: CatalogScope, filter: RateFilter) {
  const position = pagePosition(filter)
  await getNamedRateCard({ catalog }, filter.rateCardId)
  const scheduled = await findScheduledRates(catalog, filter.rateCardId, filter.at, filter.at + 1)
  const inForce = scheduled
    .filter(({ rate, state }) => isSelected(rate, state, filter.selectors))
    .map((entry) => ({ ...entry, seq: entry.rate.seq }))
    .filter(({ seq }) => seq > position.afterSeq)
    .sort((a, b) => a.seq - b.seq)
  return pageOf(inForce.slice(0, position.readRows), position, (entry): ScheduledRate => entry)
}
