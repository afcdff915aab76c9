const SLOTS = 8192

/**
 * Tells whether a name came before within one object, by a hash of 32 bits: of two different names it may say so
 * wrongly, of two equal ones it always does. Emptied in no time by counting up the object.
 */
export class NamesSeen {
  readonly #objects = new Uint32Array(SLOTS)
  readonly #hashes = new Int32Array(SLOTS)
  #object = 0

  /** Begins another object. */
  begin(): void {
    this.#object = (this.#object + 1) >>> 0
    if (this.#object === 0) this.#objects.fill(0)
    if (this.#object === 0) this.#object = 1
  }

  /** Adds the name that is the bytes `from` to `to`; fewer than 8,192 in an object. @returns whether it was new. */
  add(bytes: Uint8Array, from: number, to: number): boolean {
    let hash = 0
    for (let at = from; at < to; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0
    let slot = Math.imul(hash, 0x9e3779b1) >>> 19
    while (this.#objects[slot] === this.#object) {
      if (this.#hashes[slot] === hash) return false
      slot = (slot + 1) % SLOTS
    }
    this.#objects[slot] = this.#object
    this.#hashes[slot] = hash
    return true
  }
}
