import type { Instant } from '../kernel/instant.ts'
import { eventKey, eventRow } from './event-text.ts'
import type { Fingerprint } from './fingerprint.ts'
import type { KnownFingerprints } from './known-fingerprints.ts'
import type { PlainEvents } from './plain/read-plain-request.ts'
import type { Sequences } from './queries.ts'
import type { ArrivedIds, RecentId } from './recent-ids.ts'
import { RowBuffer } from './row-buffer.ts'
import type { ValidEvent } from './validate-events.ts'

/** An event whose id may be taken, as it arrived. */
export interface DoubtfulEvent {
  transactionId: string
  fingerprint: Fingerprint
  /** Its id as its row begins with it. */
  key: string
  /** Where its row ends in the group's `doubtfulRows`; it begins where the one before ends. */
  rowEnd: number
}

type Identified = Pick<DoubtfulEvent, 'key' | 'fingerprint'>

interface Waiting {
  resolve: () => void
  reject: (error: unknown) => void
}

/** Events that are committed together, and the requests that wait for them. */
export class EventGroup {
  /** Rows of events whose fingerprint was new: nobody took their id. */
  readonly freshRows = new RowBuffer()
  freshIds: ArrivedIds[] = []
  /** Rows of events whose id is known to be taken. */
  readonly duplicateRows = new RowBuffer()
  /** The same of those that came just as they had been accepted, as rows of `repeated_events`. */
  readonly repeatRows = new RowBuffer()
  /** Events whose fingerprint is known, and perhaps their id. */
  doubtful: DoubtfulEvent[] = []
  /** Their rows, in their order. */
  readonly doubtfulRows = new RowBuffer()
  /** The numbers of all its events. */
  sequences: Sequences = { first: 0, last: 0 }
  /** The hours of its events, since 1970. */
  readonly hours = new Set<number>()
  waiting: Waiting[] = []
  size = 0

  /**
   * Adds a request's events, numbering them.
   * @param acceptedAtText `acceptedAt` as the warehouse reads it.
   * @param firstSequence the number of the first.
   */
  arrive(
    events: readonly ValidEvent[],
    known: KnownFingerprints,
    acceptedAt: Instant,
    acceptedAtText: string,
    firstSequence: number,
  ): void {
    this.#count(firstSequence, events.length)
    const fresh: Identified[] = []
    for (const [position, { transactionId, fingerprint, text, hour }] of events.entries()) {
      this.hours.add(hour)
      const row = eventRow(text, acceptedAtText, firstSequence + position)
      const key = eventKey(text)
      // Before it is stored: if that fails, the known fingerprint makes the next try look at the table.
      if (known.add(fingerprint.low, fingerprint.high)) {
        this.freshRows.append(row, 1)
        fresh.push({ key, fingerprint })
      } else {
        this.doubtfulRows.append(row, 1)
        this.doubtful.push({ transactionId, fingerprint, key, rowEnd: this.doubtfulRows.length })
      }
    }
    if (fresh.length > 0) this.freshIds.push(idsOf(fresh, acceptedAt))
  }

  /**
   * Adds a request's events of which the rows stand at the end of `freshRows`.
   * @param takenBy what is known of the event that took an id, by its fingerprint and where its key begins in `keys`.
   */
  arrivePlain(
    { count, fingerprints, contents, contentEnds, keys, rowEnds, hours }: PlainEvents,
    known: KnownFingerprints,
    takenBy: (fingerprint: Fingerprint, keys: Buffer, keyFrom: number) => RecentId | undefined,
    acceptedAt: Instant,
    firstSequence: number,
  ): void {
    this.#count(firstSequence, count)
    for (const hour of hours) this.hours.add(hour)
    const bytes = this.freshRows.reserve(0)
    const start = this.freshRows.length
    let freshCount = 0
    let from = start
    let to = start
    let keyFrom = 0
    let keyTo = 0
    for (let position = 0; position < count; position += 1) {
      const low = fingerprints[position * 2] ?? 0
      const high = fingerprints[position * 2 + 1] ?? 0
      const end = rowEnds[position] ?? 0
      const keyEnd = keys.indexOf(LINE_FEED, keyFrom) + 1
      if (known.add(low, high)) {
        if (to !== from) {
          bytes.copyWithin(to, from, end)
          keys.copyWithin(keyTo, keyFrom, keyEnd)
          fingerprints[freshCount * 2] = low
          fingerprints[freshCount * 2 + 1] = high
          contents.copyWithin(freshCount * 2, position * 2, position * 2 + 2)
        }
        to += end - from
        keyTo += keyEnd - keyFrom
        freshCount += 1
      } else {
        const fingerprint = { low, high }
        const taken = takenBy(fingerprint, keys, keyFrom)
        if (taken === undefined) {
          // Such a key needs no escaping: it is the id.
          const key = keys.toString('utf8', keyFrom, keyEnd - 1)
          this.doubtfulRows.appendRow(bytes.subarray(from, end))
          const rowEnd = this.doubtfulRows.length
          this.doubtful.push({ transactionId: key, fingerprint, key, rowEnd })
        } else if (isContent(taken, contents, position)) {
          const arrival = bytes.subarray(contentEnds[position], end)
          this.repeatRows.appendRow(keys.subarray(keyFrom, keyEnd - 1), arrival)
        } else {
          this.duplicateRows.appendRow(bytes.subarray(from, end))
        }
      }
      from = end
      keyFrom = keyEnd
    }
    if (freshCount === 0) return
    this.freshRows.extend(to - start, freshCount)
    this.freshIds.push({
      keys: keys.subarray(0, keyTo),
      fingerprints: fingerprints.subarray(0, freshCount * 2),
      contents: contents.subarray(0, freshCount * 2),
      acceptedAt,
    })
  }

  #count(firstSequence: number, events: number): void {
    if (this.size === 0) this.sequences.first = firstSequence
    this.sequences.last = firstSequence + events - 1
    this.size += events
  }

  /** Empties the group, to be used again. */
  clear(): void {
    this.freshRows.clear()
    this.duplicateRows.clear()
    this.repeatRows.clear()
    this.doubtfulRows.clear()
    this.size = 0
    this.freshIds = []
    this.doubtful = []
    this.hours.clear()
    this.waiting = []
  }
}

const LINE_FEED = 10

/** Whether an event says what the one said that took its id. */
function isContent({ content: { low, high } }: RecentId, contents: Uint32Array, position: number): boolean {
  return contents[position * 2] === low && contents[position * 2 + 1] === high
}

/** The ids of events, to be remembered. */
export function idsOf(events: readonly Identified[], acceptedAt: Instant): ArrivedIds {
  return {
    keys: Buffer.from(events.map(({ key }) => `${key}\n`).join('')),
    fingerprints: Uint32Array.from(events.flatMap(({ fingerprint: { low, high } }) => [low, high])),
    contents: null,
    acceptedAt,
  }
}
