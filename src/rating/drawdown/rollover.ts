import { Decimal, ZERO } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import { leftOf, type Balance, type Remaining } from './balance.ts'

/** What a segment leaves to the next contract. */
export interface Rollover {
  segmentId: string
  amount: Decimal
}

/**
 * What a balance leaves where its contract is renewed: of each segment that has not ended before then what is left,
 * up to the fraction of what it granted (reference section 6, `rollover_fraction`). One that ends as the next contract
 * starts has not ended before it, and one that has not yet started is left whole, up to the fraction.
 * @param fraction from 0 to 1.
 * @param spent what invoices that are final have drawn of what was carried over, by the segment that left it; it stays
 * carried over, whatever was taken of the segment by hand since.
 * @returns nothing for a segment that leaves nothing.
 */
export function rollOver(
  { segments }: Balance,
  remaining: Remaining,
  fraction: Decimal,
  transitionAt: Instant,
  spent: Remaining = new Map(),
): Rollover[] {
  return segments
    .filter(({ endingBefore }) => transitionAt <= endingBefore)
    .map((segment) => ({
      segmentId: segment.id,
      amount: Decimal.max(
        Decimal.min(leftOf(remaining, segment), fraction.times(segment.amount)),
        spent.get(segment.id) ?? ZERO,
      ),
    }))
    .filter(({ amount }) => amount.greaterThan(ZERO))
}
