import type { Instant } from '../kernel/instant.ts'
import { FingerprintIndex } from './fingerprint-index.ts'
import { isTakenAt } from './limits.ts'

/**
 * The fingerprints of the ids that may be taken, in two generations: those that arrived since some instant, and those
 * of the 34 days before it and what was known then. After each 34 days the older generation is forgotten, so that a
 * process that runs for years does not grow with them.
 */
export class KnownFingerprints {
  readonly #isForgetting: boolean
  #present: FingerprintIndex
  #past = new FingerprintIndex()
  #presentSince: Instant

  /**
   * @param isForgetting whether to forget any: false where the clock can be set back, which brings ids back.
   * @param idsExpected how many are about to be added.
   */
  constructor(now: Instant, isForgetting: boolean, idsExpected = 0) {
    this.#present = new FingerprintIndex(idsExpected)
    this.#presentSince = now
    this.#isForgetting = isForgetting
  }

  /** Adds a fingerprint by its two words. @returns whether it was new. */
  add(low: number, high: number): boolean {
    // Into the present one in any case: an id whose 34 days are over may be taken again.
    return this.#present.add(low, high) && !this.#past.has(low, high)
  }

  /** Forgets ids that can no longer be taken. @param now not before the last one. */
  forget(now: Instant): void {
    if (!this.#isForgetting || isTakenAt(this.#presentSince, now)) return
    this.#past = this.#present
    this.#present = new FingerprintIndex()
    this.#presentSince = now
  }

  /** How many are held; one may be held twice. */
  get size(): number {
    return this.#past.size + this.#present.size
  }
}
