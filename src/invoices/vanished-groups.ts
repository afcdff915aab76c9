import { ZERO } from '../kernel/decimal.ts'
import type { TimeRange } from '../kernel/window.ts'
import type { FoundQuantity } from './quantity-question.ts'

/** A group that an SQL metric had in one segment and has no more in a later one takes back what it had. */
export function withVanishedGroups(
  found: readonly FoundQuantity[],
  segments: readonly TimeRange[],
): FoundQuantity[] {
  const byGroup = Map.groupBy(found, ([, { groups }]) => JSON.stringify(groups))
  return [...byGroup.values()].flatMap((own) => {
    const [first] = own
    if (first === undefined) return []
    const [product, quantity] = first
    return segments
      .map(({ from }) => from)
      .filter((segmentStart) => segmentStart >= quantity.segmentStart)
      .map(
        (segmentStart): FoundQuantity =>
          own.find(([, row]) => row.segmentStart === segmentStart) ?? [
            product,
            { ...quantity, segmentStart, cumulative: ZERO },
          ],
      )
  })
}
