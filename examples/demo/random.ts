const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/**
 * An endless stream of numbers from 0 up to 1 that depends on nothing but its key: FNV-1a of the key seeds
 * Mulberry32. The same key gives the same stream in every run.
 */
export function randomStream(key: string): () => number {
  let state = FNV_OFFSET
  for (let index = 0; index < key.length; index += 1) {
    state = Math.imul(state ^ key.charCodeAt(index), FNV_PRIME)
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The gap to the next arrival of a Poisson process of rate 1. */
export function exponential(random: () => number): number {
  return -Math.log(1 - random())
}

/** Most values near the median, a few many times it: how token counts are spread. */
export function logNormal(random: () => number, median: number, sigma: number): number {
  const normal = Math.sqrt(2 * exponential(random)) * Math.cos(2 * Math.PI * random())
  return median * Math.exp(sigma * normal)
}

/** One of several values, each as likely as its weight says. */
export function pick<Value>(random: () => number, weighted: readonly (readonly [Value, number])[]): Value {
  const total = weighted.reduce((sum, [, weight]) => sum + weight, 0)
  let left = random() * total
  const found = weighted.find(([, weight]) => (left -= weight) < 0) ?? weighted.at(-1)
  if (found === undefined) throw new Error('there is nothing to pick from')
  return found[0]
}
