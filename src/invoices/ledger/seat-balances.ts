import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import type { ContractSubscription } from '../../catalog/contracts/terms.ts'
import { type Decimal, sumOf } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import { isInForce } from '../../kernel/term.ts'
import type { CustomerAccount } from '../balances/account.ts'
import { balanceOf } from './current-balance.ts'
import { cutSegments } from './open-segments.ts'

/** Which commits and credits of seats are counted; null admits all. */
export interface SeatAccessFilter {
  /** What can be drawn then. */
  coveringDate: Instant | null
  /** What can be drawn then or later. */
  startingAt: Instant | null
  /** What can be drawn then or before. */
  effectiveBefore: Instant | null
}

/** What the seats of subscriptions have to draw, in one unit. */
export interface SeatTotal {
  creditTypeId: string
  /** What can be drawn now. */
  balance: Decimal
  /** What was granted, whenever it can be drawn. */
  startingBalance: Decimal
}

export interface SeatBalance {
  seatId: string
  /** One for each unit, in order of its first commit or credit. */
  totals: readonly SeatTotal[]
  /** In order of creation. */
  balances: readonly CatalogBalance[]
}

/** The seats that subscriptions have had, have, or are to have by name, in order of their ids. */
export function seatIdsOf(subscriptions: readonly Pick<ContractSubscription, 'seats'>[]): string[] {
  const ids = subscriptions.flatMap(({ seats }) => seats.flatMap(({ seatIds }) => seatIds))
  return [...new Set(ids)].sort()
}

/**
 * What each seat has of its own: of the children that recurring commits and credits with an INDIVIDUAL allocation made
 * for it (OpenAPI, listSeatBalances). What all seats share is not counted.
 * @param subscriptionIds whose seats these are.
 * @returns one for each seat, in the order given; a seat that has nothing has no totals.
 */
export function seatBalances(
  account: CustomerAccount,
  subscriptionIds: readonly string[],
  seatIds: readonly string[],
  filter: SeatAccessFilter,
): SeatBalance[] {
  const bySeat = Map.groupBy(account.balances, (balance) => seatOf(balance, subscriptionIds))
  return seatIds.map((seatId) => {
    const balances = (bySeat.get(seatId) ?? []).filter((balance) => isAskedFor(account, balance, filter))
    const byUnit = Map.groupBy(balances, ({ terms }) => terms.access.creditTypeId)
    const totals = [...byUnit].map(([creditTypeId, own]) => ({
      creditTypeId,
      balance: sumOf(own, (balance) => balanceOf(account, balance)),
      startingBalance: sumOf(
        own.flatMap(({ terms }) => terms.access.segments),
        ({ amount }) => amount,
      ),
    }))
    return { seatId, totals, balances }
  })
}

/** How many commits and credits a page shows, where it shows each, before it takes no further seat. */
const SHOWN_BALANCES_MAX = 100

/** The first seats, up to the one with which a hundred commits and credits are shown; none is shown in part. */
export function firstSeats(seats: readonly SeatBalance[]): SeatBalance[] {
  let shown = 0
  const last = seats.findIndex(({ balances }) => (shown += balances.length) >= SHOWN_BALANCES_MAX)
  return seats.slice(0, last === -1 ? seats.length : last + 1)
}

/** The seat that a commit or credit is for; null where it is for none of these subscriptions. */
function seatOf({ origin, archivedAt }: CatalogBalance, subscriptionIds: readonly string[]): string | null {
  if (origin?.kind !== 'RECURRING' || origin.subscription === null || archivedAt !== null) return null
  const { subscriptionId, seatId } = origin.subscription
  return subscriptionIds.includes(subscriptionId) ? seatId : null
}

function isAskedFor(account: CustomerAccount, balance: CatalogBalance, filter: SeatAccessFilter): boolean {
  const { coveringDate, startingAt, effectiveBefore } = filter
  const segments = cutSegments(account, balance)
  return (
    (coveringDate === null || segments.some((one) => isInForce(one, coveringDate))) &&
    (startingAt === null || segments.some((one) => one.endingBefore > startingAt)) &&
    (effectiveBefore === null || segments.some((one) => one.startingAt <= effectiveBefore))
  )
}
