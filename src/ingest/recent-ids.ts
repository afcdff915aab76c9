import type { Instant } from '../kernel/instant.ts'
import type { ArrivedKeys } from './event-group.ts'

const IDS_MAX = 1_000_000

/**
 * The ids that were accepted last, exactly, so that the usual duplicate (sent again within seconds) is known
 * without a look at the events table. Up to a million; older ones are forgotten. They are kept as the texts they
 * came in, a few large ones, and only taken apart when somebody asks.
 */
export class RecentIds {
  #unread: ArrivedKeys[] = []
  #unreadIds = 0
  #present = new Map<string, Instant>()
  #past = new Map<string, Instant>()

  /** Remembers ids that are on disk. */
  add(keys: readonly ArrivedKeys[]): void {
    for (const some of keys) {
      this.#unread.push(some)
      this.#unreadIds += some.count
    }
    while (this.#unreadIds > IDS_MAX) this.#unreadIds -= this.#unread.shift()?.count ?? 0
  }

  /** When the id of a key was accepted; undefined where that is not remembered, which says nothing. */
  acceptedAt(key: string): Instant | undefined {
    if (this.#unreadIds > 0) this.#read()
    return this.#present.get(key) ?? this.#past.get(key)
  }

  #read(): void {
    for (const { text, acceptedAt } of this.#unread) {
      let from = 0
      for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
        this.#remember(text.slice(from, end), acceptedAt)
        from = end + 1
      }
    }
    this.#unread = []
    this.#unreadIds = 0
  }

  #remember(key: string, acceptedAt: Instant): void {
    if (this.#present.size >= IDS_MAX / 2) {
      this.#past = this.#present
      this.#present = new Map()
    }
    this.#present.set(key, acceptedAt)
  }
}
