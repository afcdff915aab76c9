import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts'
import { invalid } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { CatalogScope } from '../scope.ts'
import { getContract, type ContractRef } from './get.ts'
import { findSubscription } from './quantity-history.ts'
import { subscriptionTerm } from './subscription-at.ts'

/** Which stretches of time are asked for; null asks for all. */
export interface SeatsFilter {
  coveringDate: Instant | null
  /** Those that end later. */
  startingAt: Instant | null
  /** Those that start then or earlier. */
  endingBefore: Instant | null
  limit: number
  cursor: string | null
}

/** Who holds seats for a stretch of time. */
export interface SeatsHeld {
  startingAt: Instant
  /** Null where nothing ends it. */
  endingBefore: Instant | null
  totalQuantity: number
  assignedSeatIds: readonly string[]
}

/**
 * Who held the seats of a subscription when, in the past and by what is planned, in order of time (OpenAPI,
 * getSubscriptionSeatsHistory).
 * @throws Problem not_found where the contract has no such subscription; invalid where it has no seats, or on a cursor
 * that is not this list's.
 */
export async function seatsHistory(
  scope: CatalogScope,
  ref: ContractRef,
  subscriptionId: string,
  filter: SeatsFilter,
): Promise<{ data: SeatsHeld[]; next_page: string | null }> {
  const contract = await getContract(scope, ref)
  const subscription = findSubscription(contract, subscriptionId)
  if (subscription.quantityManagementMode !== 'SEAT_BASED') {
    throw invalid(`subscription_id: subscription ${subscriptionId} has no seats, as it is QUANTITY_ONLY`)
  }
  const { endingBefore } = subscriptionTerm(subscription, contract.terms)
  const after = filter.cursor === null ? -Infinity : decodeCursor(filter.cursor, isPosition, 'cursor')[0]
  const found = subscription.seats
    .map(({ startingAt, seatIds, unassignedSeats }, index) => ({
      startingAt,
      endingBefore: earliest(subscription.seats[index + 1]?.startingAt ?? null, endingBefore),
      totalQuantity: seatIds.length + unassignedSeats,
      assignedSeatIds: seatIds,
    }))
    .filter((held) => held.endingBefore === null || held.startingAt < held.endingBefore)
    .filter((held) => isAskedFor(held, filter) && held.startingAt > after)
  const data = found.slice(0, filter.limit)
  const last = data.at(-1)
  return {
    data,
    next_page: found.length > data.length && last !== undefined ? encodeCursor([last.startingAt]) : null,
  }
}

function isAskedFor(held: SeatsHeld, { coveringDate, startingAt, endingBefore }: SeatsFilter): boolean {
  const endsAfter = (instant: Instant) => held.endingBefore === null || instant < held.endingBefore
  return (
    (coveringDate === null || (held.startingAt <= coveringDate && endsAfter(coveringDate))) &&
    (startingAt === null || endsAfter(startingAt)) &&
    (endingBefore === null || held.startingAt <= endingBefore)
  )
}

function earliest(...ends: readonly (Instant | null)[]): Instant | null {
  const given = ends.filter((end) => end !== null)
  return given.length === 0 ? null : Math.min(...given)
}

function isPosition(value: unknown): value is [number] {
  return Array.isArray(value) && value.length === 1 && Number.isSafeInteger(value[0])
}
