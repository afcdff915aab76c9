import type { Clock } from '../kernel/clock.ts'
import { Problem } from '../kernel/errors.ts'
import { warehouseInstant } from '../kernel/instant.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { commitGroup, type CommitScope } from './commit-group.ts'
import { EventGroup } from './event-group.ts'
import { FingerprintIndex } from './fingerprint-index.ts'
import { fingerprintOf } from './fingerprint.ts'
import { lastSequence, takenFingerprints } from './queries.ts'
import { RecentIds } from './recent-ids.ts'
import type { ValidEvent } from './validate-events.ts'

/** How many events may wait to be stored before more are turned away. */
export const EVENTS_WAITING_MAX = 100_000

/** Takes events into one environment's warehouse, each transaction_id once. */
export interface Ingest {
  /**
   * Stores events; when it returns, they are on disk and visible (semantics 7). Events whose transaction_id is
   * taken are kept as duplicates and not counted.
   * @throws Problem overloaded where too many wait already, unavailable where the warehouse did not take them;
   * either way nothing is claimed and the request can be repeated.
   */
  accept(events: readonly ValidEvent[]): Promise<void>
  /** Whether `accept` would turn events away now. */
  isOverloaded(): boolean
  /** The number of the last event that arrived; a metric that applies from its creation counts later ones. */
  lastSequence(): number
  /** Waits for what is under way. */
  drain(): Promise<void>
}

/**
 * Opens ingest on a warehouse: rebuilds the index of transaction ids from the events table. Events that arrive while
 * a group is being committed are the next group; one is committed at a time, so the table answers for all earlier.
 */
export async function openIngest(
  warehouse: Warehouse,
  clock: Clock,
  eventsWaitingMax: number = EVENTS_WAITING_MAX,
): Promise<Ingest> {
  const index = await readIndex(warehouse)
  const [last] = await warehouse.run(lastSequence, {})
  const scope: CommitScope = { warehouse, clock, recent: new RecentIds(), unsettled: null }
  let sequence = last?.last_sequence ?? 0
  // One group takes arrivals while the other is committed; then they change places.
  let open = new EventGroup()
  let closed = new EventGroup()
  let committing: Promise<void> | null = null

  async function commitAll(): Promise<void> {
    while (open.waiting.length > 0) {
      ;[open, closed] = [closed, open]
      await settle(closed, commitGroup(scope, closed))
      closed.clear()
    }
    committing = null
  }

  const isOverloaded = () => closed.size + open.size >= eventsWaitingMax

  return {
    isOverloaded,
    accept(events) {
      if (isOverloaded()) return Promise.reject(overloaded())
      return new Promise<void>((resolve, reject) => {
        const now = clock.now()
        open.arrive(events, index, now, warehouseInstant(now), sequence + 1)
        sequence += events.length
        open.waiting.push({ resolve, reject })
        committing ??= commitAll()
      })
    },
    lastSequence: () => sequence,
    drain: async () => {
      await committing
    },
  }
}

/** The index is derived: all of it is in the events table, and read from there at start. */
async function readIndex(warehouse: Warehouse): Promise<FingerprintIndex> {
  const index = new FingerprintIndex()
  await warehouse.readWords(takenFingerprints, (words) => {
    for (let at = 0; at < words.length; at += 2) {
      index.add(fingerprintOf(words[at] ?? 0, words[at + 1] ?? 0))
    }
  })
  return index
}

/** The refusal of more events than can be stored in time. */
export function overloaded(): Problem {
  return new Problem('overloaded', 'too many events are waiting to be stored; send these again in a second')
}

async function settle({ waiting }: EventGroup, commit: Promise<void>): Promise<void> {
  try {
    await commit
  } catch (cause) {
    const problem = new Problem('unavailable', 'the events could not be stored; send them again', {}, cause)
    for (const { reject } of waiting) reject(problem)
    return
  }
  for (const { resolve } of waiting) resolve()
}
