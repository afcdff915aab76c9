import type { Instant } from '../kernel/instant.ts'

/**
 * What had been added to a list at an instant: all up to the last one that was made by then. A sandbox clock may have been
 * set back once (semantics 2), so that what was made before that is dated later; where nothing is dated by then, that is
 * all there is.
 * @param items in the order they were added.
 */
export function untilLastKnown<Item>(
  items: readonly Item[],
  madeAt: (item: Item) => Instant,
  at: Instant,
): readonly Item[] {
  const last = items.findLastIndex((item) => madeAt(item) <= at)
  return last === -1 ? items : items.slice(0, last + 1)
}
