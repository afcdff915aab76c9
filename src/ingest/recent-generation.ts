import type { Fingerprint } from './fingerprint.ts'
import type { ArrivedIds, RecentId } from './recent-ids.ts'

const LINE_FEED = 10
const SLOTS_FOR_EACH = 2
const BYTES_FOR_EACH = 32

/**
 * A table of so many ids and what is known of each, found by fingerprint and confirmed by the whole key. All of it is
 * outside the heap: hundreds of thousands of texts would be walked by every garbage collection.
 */
export class RecentGeneration {
  readonly #idsMax: number
  readonly #slots: number
  readonly #words: Uint32Array
  readonly #contents: Uint32Array
  /** Where the key of each slot begins. */
  readonly #starts: Uint32Array
  readonly #acceptedAt: Float64Array
  #keys: Buffer
  #keysLength = 0
  #ids = 0

  constructor(idsMax: number) {
    this.#idsMax = idsMax
    this.#slots = Math.max(1, idsMax * SLOTS_FOR_EACH)
    this.#words = new Uint32Array(this.#slots * 2)
    this.#contents = new Uint32Array(this.#slots * 2)
    this.#starts = new Uint32Array(this.#slots)
    this.#acceptedAt = new Float64Array(this.#slots)
    this.#keys = Buffer.allocUnsafeSlow(idsMax * BYTES_FOR_EACH)
  }

  hasRoomFor(ids: number): boolean {
    return this.#ids + ids <= this.#idsMax
  }

  add({ keys, fingerprints, contents, acceptedAt }: ArrivedIds): void {
    let start = this.#keysLength
    this.#append(keys)
    for (let index = 0; index < fingerprints.length; index += 2) {
      const low = fingerprints[index] ?? 0
      let slot = this.#slotOf(low)
      while (this.#words[slot * 2] !== 0) slot = this.#after(slot)
      this.#words[slot * 2] = low
      this.#words[slot * 2 + 1] = fingerprints[index + 1] ?? 0
      this.#contents[slot * 2] = contents?.[index] ?? 0
      this.#contents[slot * 2 + 1] = contents?.[index + 1] ?? 0
      this.#starts[slot] = start
      this.#acceptedAt[slot] = acceptedAt
      while (this.#keys[start] !== LINE_FEED) start += 1
      start += 1
    }
    this.#ids += fingerprints.length / 2
  }

  /** What is known of the id whose key stands at `from` in `keys`, ended by a line feed. */
  find({ low, high }: Fingerprint, keys: Uint8Array, from: number): RecentId | undefined {
    let slot = this.#slotOf(low)
    while ((this.#words[slot * 2] ?? 0) !== 0) {
      if (
        this.#words[slot * 2] === low &&
        this.#words[slot * 2 + 1] === high &&
        this.#isAt(slot, keys, from)
      ) {
        const content = { low: this.#contents[slot * 2] ?? 0, high: this.#contents[slot * 2 + 1] ?? 0 }
        return { acceptedAt: this.#acceptedAt[slot] ?? 0, content }
      }
      slot = this.#after(slot)
    }
    return undefined
  }

  #isAt(slot: number, keys: Uint8Array, from: number): boolean {
    const start = this.#starts[slot] ?? 0
    let length = 0
    while (this.#keys[start + length] === keys[from + length]) {
      if (keys[from + length] === LINE_FEED) return true
      length += 1
    }
    return false
  }

  #slotOf(low: number): number {
    return Math.floor((low / 4_294_967_296) * this.#slots)
  }

  #after(slot: number): number {
    return slot + 1 === this.#slots ? 0 : slot + 1
  }

  #append(keys: Buffer): void {
    const needed = this.#keysLength + keys.length
    if (needed > this.#keys.length) {
      const grown = Buffer.allocUnsafeSlow(needed * 2)
      this.#keys.copy(grown, 0, 0, this.#keysLength)
      this.#keys = grown
    }
    keys.copy(this.#keys, this.#keysLength)
    this.#keysLength = needed
  }
}
