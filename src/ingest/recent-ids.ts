import type { Instant } from '../kernel/instant.ts'

const GENERATION_IDS_MAX = 500_000

/**
 * The ids that were accepted last, exactly, so that the usual duplicate (sent again within seconds) is known
 * without a look at the events table. Between half a million and a million; older ones are forgotten.
 */
export class RecentIds {
  #present = new Map<string, Instant>()
  #past = new Map<string, Instant>()

  /** Remembers an id that is on disk. */
  add(transactionId: string, acceptedAt: Instant): void {
    if (this.#present.size >= GENERATION_IDS_MAX) {
      this.#past = this.#present
      this.#present = new Map()
    }
    this.#present.set(transactionId, acceptedAt)
  }

  /** When an id was accepted; undefined where that is not remembered, which says nothing. */
  acceptedAt(transactionId: string): Instant | undefined {
    return this.#present.get(transactionId) ?? this.#past.get(transactionId)
  }
}
