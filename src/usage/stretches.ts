import type { PairPlace } from './pair-place.ts'

/**
 * Divides a page's places of one metric so that those of a part are all windows of its range for all its pairs: the
 * first pair may begin in the middle of its windows, and the last may end there.
 */
export function stretchesOf(places: readonly PairPlace[]): PairPlace[][] {
  const byPair = [...Map.groupBy(places, ({ pair }) => pair).values()]
  const byWindows = Map.groupBy(byPair, (own) => `${own.at(0)?.window.number} ${own.at(-1)?.window.number}`)
  return [...byWindows.values()].map((parts) => parts.flat())
}
