import type { z } from 'zod'
import type { listSeatBalances } from '../../../schemas/customer-balances.ts'
import type { SeatBalancesFilter } from '../../invoices/ledger/list-seat-balances.ts'

/** How many seats a page holds where nothing else is asked for (OpenAPI, listSeatBalances). */
const SEATS_PAGE = 25

/** Which seats are asked for, and what is to be shown of each. */
export function readSeatBalancesFilter(given: z.output<typeof listSeatBalances.body>): SeatBalancesFilter {
  return {
    subscriptionIds: given.subscription_ids ?? null,
    seatIds: given.seat_ids ?? null,
    isMissingSkipped: given.skip_missing_seat_ids ?? false,
    isEachShown: given.include_credits_and_commits ?? false,
    coveringDate: given.covering_date ?? null,
    startingAt: given.starting_at ?? null,
    effectiveBefore: given.effective_before ?? null,
    limit: given.limit ?? SEATS_PAGE,
    cursor: given.cursor ?? null,
  }
}
