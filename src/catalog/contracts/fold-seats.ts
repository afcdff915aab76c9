import { Decimal } from '../../kernel/decimal.ts'
import { invalid } from '../../kernel/errors.ts'
import type { QuantityChange, SeatChange } from '../../rating/subscription.ts'
import { inOrderOfDate } from './fold-quantities.ts'
import type { SeatUpdate } from './terms.ts'

const SEATS_MAX = 1000

/**
 * Who holds seats from when on, as updates come to: on each date in the order in which they were sent. A new seat takes
 * an unassigned one where there is one; a seat that is not held, or an unassigned one too many, is removed without
 * effect (OpenAPI, editContract: seat_updates).
 * @param fieldOf names the field of the update at an index, for the messages
 * @throws Problem invalid where there would be over 1,000 seats, naming the update that makes them so many.
 */
export function foldSeats(updates: readonly SeatUpdate[], fieldOf: (index: number) => string): SeatChange[] {
  const changes: SeatChange[] = []
  for (const update of inOrderOfDate(updates)) {
    const before = changes.at(-1) ?? { seatIds: [], unassignedSeats: 0 }
    const after = { startingAt: update.startingAt, ...apply(before, update) }
    if (seatCount(after) > SEATS_MAX) {
      throw invalid(`${fieldOf(update.index)}: the subscription would have over ${SEATS_MAX} seats`)
    }
    if (changes.at(-1)?.startingAt === update.startingAt) changes.pop()
    changes.push(after)
  }
  return changes
}

/** The quantities that seats come to, assigned ones and others together. */
export function quantitiesOfSeats(seats: readonly SeatChange[]): QuantityChange[] {
  return seats.map((change) => ({
    startingAt: change.startingAt,
    quantity: new Decimal(seatCount(change)),
  }))
}

type Seats = Omit<SeatChange, 'startingAt'>

function apply({ seatIds, unassignedSeats }: Seats, update: SeatUpdate): Seats {
  switch (update.action) {
    case 'ADD_SEATS': {
      const added = [...new Set(update.seatIds)].filter((id) => !seatIds.includes(id))
      return {
        seatIds: [...seatIds, ...added],
        unassignedSeats: Math.max(0, unassignedSeats - added.length),
      }
    }
    case 'REMOVE_SEATS':
      return { seatIds: seatIds.filter((id) => !update.seatIds.includes(id)), unassignedSeats }
    case 'ADD_UNASSIGNED':
      return { seatIds, unassignedSeats: unassignedSeats + update.quantity }
    case 'REMOVE_UNASSIGNED':
      return { seatIds, unassignedSeats: Math.max(0, unassignedSeats - update.quantity) }
  }
}

function seatCount({ seatIds, unassignedSeats }: Seats): number {
  return seatIds.length + unassignedSeats
}
