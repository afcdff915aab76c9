import { ZERO, type Decimal } from '../../kernel/decimal.ts'

/** What entries come to that were made in the ledgers of commits and credits, by the segment's id. */
export function sumBySegment(
  entries: readonly { segmentId: string; amount: Decimal }[],
): Map<string, Decimal> {
  const sums = new Map<string, Decimal>()
  for (const { segmentId, amount } of entries) sums.set(segmentId, (sums.get(segmentId) ?? ZERO).plus(amount))
  return sums
}
