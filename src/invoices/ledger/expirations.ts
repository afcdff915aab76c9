import { Decimal, ZERO, sumOf } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { AccessSegment } from '../../rating/drawdown/balance.ts'

/** What was added to a segment, or taken from it where it is below 0. */
export interface Posting {
  at: Instant
  amount: Decimal
}

/**
 * What is lost of a segment that has ended: at its end what was left then, and whatever is given back later as it is given
 * back. What is taken counts as taken before the end whenever it is dated: a draft that draws on the segment is dated at
 * the end of its own period.
 * @param postings all that was posted to the segment.
 * @returns amounts above 0 in order of time; they come to what is left, if that is more than 0.
 */
export function expirationsOf(segment: AccessSegment, postings: readonly Posting[]): Posting[] {
  const isGivenLater = ({ at, amount }: Posting) => amount.greaterThan(ZERO) && at > segment.endingBefore
  const before = postings.filter((posting) => !isGivenLater(posting))
  const later = Map.groupBy(postings.filter(isGivenLater), ({ at }) => at)
  let left = segment.amount.plus(amountOf(before))
  const given = [...later].map(([at, own]) => ({ at, amount: amountOf(own) })).sort((a, b) => a.at - b.at)
  return [{ at: segment.endingBefore, amount: ZERO }, ...given].flatMap(({ at, amount }) => {
    const lost = Decimal.max(left.plus(amount), ZERO)
    left = Decimal.min(left.plus(amount), ZERO)
    return lost.isZero() ? [] : [{ at, amount: lost }]
  })
}

function amountOf(postings: readonly Posting[]): Decimal {
  return sumOf(postings, ({ amount }) => amount)
}
