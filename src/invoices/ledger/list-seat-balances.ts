import { getContract, type ContractRef } from '../../catalog/contracts/get.ts'
import { findSubscription } from '../../catalog/contracts/quantity-history.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import type { ContractSubscription } from '../../catalog/contracts/terms.ts'
import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts'
import { invalid } from '../../kernel/errors.ts'
import type { CustomerAccount } from '../balances/account.ts'
import { readAccount } from './read-account.ts'
import type { InvoiceScope } from '../scope.ts'
import {
  firstSeats,
  seatBalances,
  seatIdsOf,
  type SeatAccessFilter,
  type SeatBalance,
} from './seat-balances.ts'

export interface SeatBalancesFilter extends SeatAccessFilter {
  /** Null for all subscriptions that have seats. An empty list has none. */
  subscriptionIds: readonly string[] | null
  /** Null for all seats. An empty list has none. */
  seatIds: readonly string[] | null
  /** Whether seats that no subscription has are left out, and not refused. */
  isMissingSkipped: boolean
  /** Whether the commits and credits of each seat are shown, which makes pages shorter. */
  isEachShown: boolean
  limit: number
  cursor: string | null
}

export interface SeatBalancesPage {
  account: CustomerAccount
  seats: readonly SeatBalance[]
  /** How many seats are on later pages. */
  laterSeats: number
  nextCursor: string | null
}

/**
 * Lists what the seats of a contract have of their own, in order of their ids (OpenAPI, listSeatBalances). Where each
 * commit and credit is shown, a page takes seats until it shows a hundred; a seat is never split.
 * @throws Problem not_found where there is no such contract or subscription; invalid where a subscription has no seats, a
 * seat is not one of theirs, or the cursor is not this list's.
 */
export async function listSeatBalances(
  scope: InvoiceScope,
  ref: ContractRef,
  filter: SeatBalancesFilter,
): Promise<SeatBalancesPage> {
  const contract = await getContract(scope, ref)
  const subscriptions = subscriptionsOf(contract, filter)
  const after = filter.cursor === null ? null : decodeCursor(filter.cursor, isPosition, 'cursor')[0]
  const seatIds = askedSeats(seatIdsOf(subscriptions), filter).filter((id) => after === null || id > after)
  const account = await readAccount(scope, ref.customerId)
  const subscriptionIds = subscriptions.map(({ id }) => id)
  const found = seatBalances(account, subscriptionIds, seatIds.slice(0, filter.limit), filter)
  const seats = filter.isEachShown ? firstSeats(found) : found
  const last = seats.at(-1)
  const laterSeats = seatIds.length - seats.length
  return {
    account,
    seats,
    laterSeats,
    nextCursor: laterSeats > 0 && last !== undefined ? encodeCursor([last.seatId]) : null,
  }
}

function subscriptionsOf(
  contract: Contract,
  { subscriptionIds }: SeatBalancesFilter,
): ContractSubscription[] {
  if (subscriptionIds === null) {
    return contract.terms.subscriptions.filter(
      ({ quantityManagementMode }) => quantityManagementMode === 'SEAT_BASED',
    )
  }
  return subscriptionIds.map((id, index) => {
    const subscription = findSubscription(contract, id)
    if (subscription.quantityManagementMode !== 'SEAT_BASED') {
      throw invalid(`subscription_ids.${index}: subscription ${id} has no seats, as it is QUANTITY_ONLY`)
    }
    return subscription
  })
}

function askedSeats(known: readonly string[], { seatIds, isMissingSkipped }: SeatBalancesFilter): string[] {
  if (seatIds === null) return [...known]
  const missing = seatIds.findIndex((id) => !known.includes(id))
  if (missing !== -1 && !isMissingSkipped) {
    throw invalid(`seat_ids.${missing}: no subscription has a seat ${JSON.stringify(seatIds[missing])}`)
  }
  return known.filter((id) => seatIds.includes(id))
}

function isPosition(value: unknown): value is [string] {
  return Array.isArray(value) && value.length === 1 && typeof value[0] === 'string'
}
