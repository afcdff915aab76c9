import type { Instant } from '../kernel/instant.ts'
import type { Fingerprint } from './fingerprint.ts'
import { RecentGeneration } from './recent-generation.ts'

/** Ids of events that arrived together. */
export interface ArrivedIds {
  /** Their keys, each ended by a line feed, which none of them holds. */
  keys: Buffer
  /** Their fingerprints in the same order, the low and the high word of each. */
  fingerprints: Uint32Array
  /**
   * What stands for all that each event says, in the same order and form; a low word of zero where nothing does. Null
   * where nothing does for any.
   */
  contents: Uint32Array | null
  acceptedAt: Instant
}

/** What is known of an id. */
export interface RecentId {
  acceptedAt: Instant
  /** Stands for all that its event says; a low word of zero where nothing does. */
  content: Fingerprint
}

const GENERATION_IDS_MAX = 500_000
const UNREAD_IDS_MAX = 2 * GENERATION_IDS_MAX

/**
 * The ids that were accepted last, exactly, so that the usual duplicate (sent again within seconds) is known
 * without a look at the events table. Some hundred thousand; older ones are forgotten. They are kept as they came,
 * in a few large pieces, and only taken apart when somebody asks.
 */
export class RecentIds {
  #unread: ArrivedIds[] = []
  #unreadIds = 0
  #present = new RecentGeneration(0)
  #past = new RecentGeneration(0)

  /** Remembers ids that are on disk. */
  add(arrived: readonly ArrivedIds[]): void {
    for (const some of arrived) {
      this.#unread.push(some)
      this.#unreadIds += some.fingerprints.length / 2
    }
    while (this.#unreadIds > UNREAD_IDS_MAX)
      this.#unreadIds -= (this.#unread.shift()?.fingerprints.length ?? 0) / 2
  }

  /**
   * The accepted id of a key; undefined where it is not remembered, which says nothing.
   * @param keys holds the key at `from`, ended by a line feed.
   */
  find(fingerprint: Fingerprint, keys: Uint8Array, from: number): RecentId | undefined {
    if (this.#unreadIds > 0) this.#readAll()
    return this.#present.find(fingerprint, keys, from) ?? this.#past.find(fingerprint, keys, from)
  }

  #readAll(): void {
    for (const some of this.#unread) this.#read(some)
    this.#unread = []
    this.#unreadIds = 0
  }

  #read(arrived: ArrivedIds): void {
    if (!this.#present.hasRoomFor(arrived.fingerprints.length / 2)) {
      this.#past = this.#present
      this.#present = new RecentGeneration(GENERATION_IDS_MAX)
    }
    this.#present.add(arrived)
  }
}
