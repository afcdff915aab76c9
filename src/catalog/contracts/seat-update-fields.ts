import type { SeatUpdate } from './terms.ts'

/** The lists of a request's `seat_updates`, in the order in which they are applied. */
export const SEAT_UPDATE_LISTS = {
  ADD_SEATS: 'add_seat_ids',
  REMOVE_SEATS: 'remove_seat_ids',
  ADD_UNASSIGNED: 'add_unassigned_seats',
  REMOVE_UNASSIGNED: 'remove_unassigned_seats',
} as const satisfies Record<SeatUpdate['action'], string>

/** Where each update of seats is in its request, such as `add_seat_ids.1`. */
export function seatUpdateFields(updates: readonly SeatUpdate[]): string[] {
  return updates.map(({ action }, index) => {
    const place = updates.slice(0, index).filter((earlier) => earlier.action === action).length
    return `${SEAT_UPDATE_LISTS[action]}.${place}`
  })
}
