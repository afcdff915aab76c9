import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts'
import { invalid } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import { groupValuesText } from '../../rating/group-values.ts'
import { PAGE_ROWS_MAX, type PageRequest } from '../paging.ts'
import { getNamedRateCard } from '../rate-cards/get.ts'
import { findProductOrder } from '../rate-cards/product-order.ts'
import type { CatalogScope } from '../scope.ts'
import { findScheduledRates, type ScheduledRate } from './scheduled-rates.ts'
import { isSelected, type RateSelector } from './selectors.ts'

export interface ScheduleFilter extends PageRequest {
  rateCardId: string
  startingAt: Instant
  /** Null for all that is to come. */
  endingBefore: Instant | null
  /** A rate that any of them admits is listed; every rate where there are none. */
  selectors: readonly RateSelector[]
}

/**
 * Lists the rates of a card over time: a row for each stretch in which one rate is in force and which has a part in the
 * range asked for. A stretch is shown whole, as one that the range cuts would seem to end. Rows come in the order of
 * the card's products, then by pricing group values, frequency of subscriptions and time (OpenAPI, getRateSchedule). A
 * row's product is as it is when the stretch starts, or the range where that is later.
 * @throws Problem not_found, naming the card's field; invalid where the range is empty or the cursor is not this
 * list's.
 */
export async function getRateSchedule({ catalog }: CatalogScope, filter: ScheduleFilter) {
  const { rateCardId, startingAt, endingBefore, limit = PAGE_ROWS_MAX } = filter
  if (endingBefore !== null && endingBefore <= startingAt) {
    throw invalid('ending_before: must be after starting_at')
  }
  const after = filter.next_page === undefined ? null : decodeCursor(filter.next_page, isPlace)
  await getNamedRateCard({ catalog }, rateCardId)
  const order = await findProductOrder({ catalog }, rateCardId)
  const scheduled = await findScheduledRates(catalog, rateCardId, startingAt, endingBefore)
  const following = scheduled
    .filter(({ rate, state }) => isSelected(rate, state, filter.selectors))
    .map((row) => ({ row, place: placeOf(row, order) }))
    .filter(({ place }) => after === null || comparePlaces(place, after) > 0)
    .sort((a, b) => comparePlaces(a.place, b.place))
  const shown = following.slice(0, limit)
  const last = shown.at(-1)
  const hasMore = following.length > shown.length && last !== undefined
  return { data: shown.map(({ row }) => row), next_page: hasMore ? encodeCursor(last.place) : null }
}

/** Where a row comes: its product's position, pricing group values, frequency, and start. */
type Place = readonly [position: number, groupValues: string, frequency: string, from: Instant]

function placeOf({ rate, from }: ScheduledRate, order: ReadonlyMap<string, number>): Place {
  const position = order.get(rate.productId)
  if (position === undefined) throw new Error(`product ${rate.productId} has no place on its rate card`)
  return [position, groupValuesText(rate.pricingGroupValues), rate.billingFrequency ?? '', from]
}

function comparePlaces(a: Place, b: Place): number {
  for (const [index, part] of a.entries()) {
    const other = b[index] ?? 0
    if (part !== other) return part < other ? -1 : 1
  }
  return 0
}

function isPlace(value: unknown): value is Place {
  return (
    Array.isArray(value) &&
    value.length === 4 &&
    ['number', 'string', 'string', 'number'].every((type, index) => typeof value[index] === type)
  )
}
