const SEGMENTS = 256
const SLOTS_MIN = 256
const LOAD_MAX = 0.8
const GROWTH = 1.5

/**
 * Which transaction ids may have been accepted: a set of fingerprints, 8 bytes a slot, at most 15 an id. It can say
 * "maybe" of an id that was not, never "no" of one that was, so a "no" needs no look at the events table.
 * It is cut into segments that grow one at a time, so that no request waits for all of it to be copied.
 */
export class FingerprintIndex {
  readonly #segments: readonly Segment[]

  /** @param idsExpected how many it is about to hold: a segment that grows leaves what it was to be collected. */
  constructor(idsExpected = 0) {
    const mean = idsExpected / SEGMENTS
    // Three standard deviations more: one segment in some hundreds holds more.
    const slots = Math.ceil((mean + 3 * Math.sqrt(mean)) / LOAD_MAX)
    this.#segments = Array.from({ length: SEGMENTS }, () => new Segment(Math.max(SLOTS_MIN, slots)))
  }

  has(low: number, high: number): boolean {
    return this.#segmentOf(high).has(high, low)
  }

  /** Adds a fingerprint by its two words. @returns whether it was new. */
  add(low: number, high: number): boolean {
    return this.#segmentOf(high).add(high, low)
  }

  get size(): number {
    return this.#segments.reduce((total, segment) => total + segment.size, 0)
  }

  /** The memory of all slots, in bytes. */
  get bytes(): number {
    return this.#segments.reduce((total, segment) => total + segment.bytes, 0)
  }

  #segmentOf(high: number): Segment {
    const segment = this.#segments[high % SEGMENTS]
    if (segment === undefined) throw new RangeError(`not a fingerprint: ${high}`)
    return segment
  }
}

/** Open addressing with linear probing; a slot is two 32-bit words, empty where both are zero. */
class Segment {
  size = 0
  #slots: number
  #words: Uint32Array

  constructor(slots: number) {
    this.#slots = slots
    this.#words = new Uint32Array(slots * 2)
  }

  get bytes(): number {
    return this.#words.byteLength
  }

  has(high: number, low: number): boolean {
    const at = this.#find(high, low)
    return this.#words[at + 1] === low && this.#words[at] === high
  }

  add(high: number, low: number): boolean {
    const at = this.#find(high, low)
    if (this.#words[at + 1] === low && this.#words[at] === high) return false
    this.#words[at] = high
    this.#words[at + 1] = low
    this.size += 1
    if (this.size > this.#slots * LOAD_MAX) this.#grow()
    return true
  }

  /** The slot that holds a fingerprint, or the empty one where it would go. The low word spreads over the slots. */
  #find(high: number, low: number): number {
    const words = this.#words
    const end = words.length
    let at = Math.floor((low / 4_294_967_296) * this.#slots) * 2
    while (words[at + 1] !== 0 && (words[at + 1] !== low || words[at] !== high)) {
      at += 2
      if (at === end) at = 0
    }
    return at
  }

  #grow(): void {
    const old = this.#words
    this.#slots = Math.ceil(this.#slots * GROWTH)
    this.#words = new Uint32Array(this.#slots * 2)
    for (let from = 0; from < old.length; from += 2) {
      const high = old[from] ?? 0
      const low = old[from + 1] ?? 0
      if (low === 0) continue
      const at = this.#find(high, low)
      this.#words[at] = high
      this.#words[at + 1] = low
    }
  }
}
