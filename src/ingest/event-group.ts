import type { Instant } from '../kernel/instant.ts'
import { eventKey, eventRow } from './event-text.ts'
import type { FingerprintIndex } from './fingerprint-index.ts'
import { RowBuffer } from './row-buffer.ts'
import type { ValidEvent } from './validate-events.ts'

/** An event whose id may be taken, as it arrived. */
export interface DoubtfulEvent {
  transactionId: string
  /** Its id as its row begins with it. */
  key: string
  row: string
}

/** The keys of some events that arrived together, each ended by a line feed, which none of them holds. */
export interface ArrivedKeys {
  text: string
  count: number
  acceptedAt: Instant
}

interface Waiting {
  resolve: () => void
  reject: (error: unknown) => void
}

/** Events that are committed together, and the requests that wait for them. */
export class EventGroup {
  /** Rows of events whose fingerprint was new: nobody took their id. */
  readonly freshRows = new RowBuffer()
  freshKeys: ArrivedKeys[] = []
  /** Events whose fingerprint is known. */
  doubtful: DoubtfulEvent[] = []
  waiting: Waiting[] = []

  get size(): number {
    return this.freshRows.rows + this.doubtful.length
  }

  /**
   * Adds a request's events, numbering them.
   * @param acceptedAtText `acceptedAt` as the warehouse reads it.
   * @param firstSequence the number of the first.
   */
  arrive(
    events: readonly ValidEvent[],
    index: FingerprintIndex,
    acceptedAt: Instant,
    acceptedAtText: string,
    firstSequence: number,
  ): void {
    const rows: string[] = []
    const keys: string[] = []
    for (const [position, { transactionId, fingerprint, text }] of events.entries()) {
      const row = eventRow(text, acceptedAtText, firstSequence + position)
      const key = eventKey(text)
      // Before it is stored: if that fails, the known fingerprint makes the next try look at the table.
      if (index.add(fingerprint)) {
        rows.push(row)
        keys.push(key)
      } else this.doubtful.push({ transactionId, key, row })
    }
    if (rows.length === 0) return
    this.freshRows.append(rows.join(''), rows.length)
    this.freshKeys.push({ text: `${keys.join('\n')}\n`, count: keys.length, acceptedAt })
  }

  /** Empties the group, to be used again. */
  clear(): void {
    this.freshRows.clear()
    this.freshKeys = []
    this.doubtful = []
    this.waiting = []
  }
}
