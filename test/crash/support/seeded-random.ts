import { randomInt } from 'node:crypto'

/** Where a run's random choices come from: a seed, so that a failed run can be told from another. */
export interface SeededRandom {
  /** A whole number, both ends included. */
  between(min: number, max: number): number
  /** True that often, from 0 to 1. */
  chance(probability: number): boolean
  pick<Item>(items: readonly [Item, ...Item[]]): Item
  shuffle<Item>(items: readonly Item[]): Item[]
}

/** The seed that CRASH_SEED gives, or a new one. Tests that draw have it in their names. */
export const SEED = Number(process.env['CRASH_SEED'] ?? randomInt(1_000_000))

/** The same choices for the same seed (mulberry32). */
export function seededRandom(seed: number): SeededRandom {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return {
    between,
    chance: (probability) => next() < probability,
    pick: (items) => items[between(0, items.length - 1)] ?? items[0],
    shuffle: (items) =>
      items
        .map((item) => ({ item, place: next() }))
        .toSorted((a, b) => a.place - b.place)
        .map(({ item }) => item),
  }
}
