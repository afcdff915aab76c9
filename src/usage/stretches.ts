import type { PairPlace } from './pair-place.ts'

/**
 * Divides a page's places of one metric into parts in which every pair has the same windows, so that a query for a part's
 * pairs and range reads nothing else. The page's first pair may begin in the middle of its windows, the last may end there.
 */
export function stretchesOf(places: readonly PairPlace[]): PairPlace[][] {
  const byPair = [...Map.groupBy(places, ({ pair }) => pair).values()]
  const byWindows = Map.groupBy(byPair, (own) => `${own.at(0)?.window.number} ${own.at(-1)?.window.number}`)
  return [...byWindows.values()].map((parts) => parts.flat())
}
