import xxhash from 'xxhash-wasm'

const hasher = await xxhash()
const encoder = new TextEncoder()

const EMPTY = 0n
const CAPACITY_MIN = 1 << 16
const LOAD_MAX = 0.75

/** The 64-bit fingerprint of a transaction id, the same as ClickHouse's `xxHash64`; never zero. */
export function fingerprint(transactionId: string): bigint {
  const hash = hasher.h64Raw(encoder.encode(transactionId))
  return hash === EMPTY ? 1n : hash
}

/**
 * Which transaction ids may have been accepted: 8 bytes a slot, open addressing. It can say "maybe" of an id
 * that was not, never "no" of one that was, so a "no" needs no look at the events table and a "maybe" gets one.
 */
export class FingerprintIndex {
  #slots = new BigUint64Array(CAPACITY_MIN)
  #size = 0

  has(value: bigint): boolean {
    return this.#slots[this.#slotOf(value)] === value
  }

  add(value: bigint): void {
    if (this.#size + 1 > this.#slots.length * LOAD_MAX) this.#grow()
    const slot = this.#slotOf(value)
    if (this.#slots[slot] === value) return
    this.#slots[slot] = value
    this.#size += 1
  }

  #slotOf(value: bigint): number {
    const mask = this.#slots.length - 1
    let slot = Number(value & BigInt(mask))
    while (this.#slots[slot] !== EMPTY && this.#slots[slot] !== value) slot = (slot + 1) & mask
    return slot
  }

  #grow(): void {
    const old = this.#slots
    this.#slots = new BigUint64Array(old.length * 2)
    for (const value of old) {
      if (value !== EMPTY) this.#slots[this.#slotOf(value)] = value
    }
  }
}
