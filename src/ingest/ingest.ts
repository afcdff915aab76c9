import type { Clock } from '../kernel/clock.ts'
import { Problem } from '../kernel/errors.ts'
import { warehouseInstant } from '../kernel/instant.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { commitGroup, type CommitScope } from './commit-group.ts'
import { CommitPace } from './commit-pace.ts'
import { DuplicateStore } from './duplicate-store.ts'
import { EventGroup } from './event-group.ts'
import type { Fingerprint } from './fingerprint.ts'
import { isTakenAt } from './limits.ts'
import { lastSequence } from './queries.ts'
import { readPlainRequest } from './plain/read-plain-request.ts'
import { readKnownFingerprints } from './read-known-fingerprints.ts'
import { RecentIds } from './recent-ids.ts'
import { RowStore } from './row-store.ts'
import type { EventLimits, ValidEvent } from './validate-events.ts'

/** How many events may wait to be stored before more are turned away. */
const EVENTS_WAITING_MAX = 100_000

/** Takes events into one environment's warehouse, each transaction_id once. */
export interface Ingest {
  /**
   * Stores events; when it returns, they are on disk and visible (semantics 7). Events whose transaction_id is
   * taken are kept as duplicates and not counted.
   * @throws Problem overloaded where too many wait already, unavailable where the warehouse did not take them;
   * either way nothing is claimed and the request can be repeated.
   */
  accept(events: readonly ValidEvent[]): Promise<void>
  /**
   * Takes a request's body as it came, where it is of the usual shape (`readPlainRequest`): the hot path.
   * @returns null where it is not; nothing was taken then, and it is to be validated with care. Else as `accept`.
   */
  acceptPlain(body: Uint8Array, limits: EventLimits): Promise<void> | null
  /** Whether `accept` would turn events away now. */
  isOverloaded(): boolean
  /** The number of the last event that arrived; a metric that applies from its creation counts later ones. */
  lastSequence(): number
  /**
   * Up to which number events are stored for good: every event acknowledged before the call has this number or a lower
   * one, and each that has is visible now or never will be. Later events have higher ones, also after a restart.
   * @throws while it is not known of some event whether it is stored.
   */
  storedSequence(): Promise<number>
  /** Waits for what is under way. */
  drain(): Promise<void>
}

export interface IngestOptions {
  /** How many events may wait to be stored before more are turned away. */
  eventsWaitingMax?: number
  /**
   * Whether the clock can be set back once (semantics 2), which brings back days that were over: then all ids are
   * kept in the index, else those of 34 days.
   */
  isClockSettable?: boolean
  /** What events' numbers are to be greater than. */
  sequenceMin?: number
}

// Two commits at once keep both cores busy; the second waits until there is something worth its fixed cost, some
// 15 ms of processor time.
const COMMITS_MAX = 2
const EVENTS_BESIDE_MIN = 12_000

/**
 * Opens ingest on a warehouse: rebuilds the index of transaction ids from the events table. Events that arrive while
 * others are being committed are the next group.
 */
export async function openIngest(
  warehouse: Warehouse,
  clock: Clock,
  { eventsWaitingMax = EVENTS_WAITING_MAX, isClockSettable = true, sequenceMin = 0 }: IngestOptions = {},
): Promise<Ingest> {
  const known = await readKnownFingerprints(warehouse, clock.now(), !isClockSettable)
  const [last] = await warehouse.run(lastSequence, {})
  const store = new RowStore(warehouse)
  const duplicates = new DuplicateStore(store, 'duplicate_events')
  const repeats = new DuplicateStore(store, 'repeated_events')
  const scope: CommitScope = { warehouse, clock, recent: new RecentIds(), store, duplicates, repeats }
  // Numbers past it may be given again after a restart, if what had them was not stored.
  let stored = last?.last_sequence ?? 0
  let sequence = Math.max(stored, sequenceMin)
  let open = new EventGroup()
  const idle: EventGroup[] = []
  const underWay = new Map<EventGroup, Promise<unknown>>()
  const answering = new Set<Promise<void>>()
  const pace = new CommitPace(EVENTS_BESIDE_MIN)
  let waiting: NodeJS.Timeout | null = null
  let isDraining = false

  function commitNext(): void {
    while (open.waiting.length > 0 && (underWay.size === 0 ? isDue() : isWorthASecond())) {
      const group = open
      pace.begun(group.waiting.length)
      open = idle.pop() ?? new EventGroup()
      const earlier = Promise.all(underWay.values())
      const { eventsStored, allStored } = commitGroup(scope, group, earlier)
      const { last: lastOfGroup } = group.sequences
      const noted = allStored.then(() => (stored = Math.max(stored, lastOfGroup)))
      const answer = settle(group, noted)
      answering.add(answer)
      void answer.then(() => answering.delete(answer))
      const retireGroup = () => retire(group)
      underWay.set(group, eventsStored.then(retireGroup, retireGroup))
    }
  }

  function isDue(): boolean {
    const waitMs = isDraining ? 0 : pace.waitMs(open.size)
    if (waitMs <= 0) return true
    waiting ??= setTimeout(() => {
      waiting = null
      commitNext()
    }, waitMs)
    return false
  }

  const isWorthASecond = () => underWay.size < COMMITS_MAX && open.size >= EVENTS_BESIDE_MIN

  function retire(group: EventGroup): void {
    underWay.delete(group)
    group.clear()
    idle.push(group)
    commitNext()
  }

  function commit(): Promise<void> {
    return new Promise((resolve, reject) => {
      pace.arrived()
      open.waiting.push({ resolve, reject })
      commitNext()
    })
  }

  const isOverloaded = () => {
    let events = open.size + duplicates.rows + repeats.rows
    for (const { size } of underWay.keys()) events += size
    return events >= eventsWaitingMax
  }

  return {
    isOverloaded,
    accept(events) {
      if (isOverloaded()) return Promise.reject(overloaded())
      const now = clock.now()
      known.forget(now)
      open.arrive(events, known, now, warehouseInstant(now), sequence + 1)
      sequence += events.length
      return commit()
    },
    acceptPlain(body, limits) {
      if (isOverloaded()) return Promise.reject(overloaded())
      const now = clock.now()
      const arrival = { ...limits, now, acceptedAtText: warehouseInstant(now), firstSequence: sequence + 1 }
      const events = readPlainRequest(body, arrival, open.freshRows)
      if (events === null) return null
      // What was accepted and is remembered is on disk, so these need not be judged with the group.
      const takenBy = (fingerprint: Fingerprint, keys: Buffer, keyFrom: number) => {
        const found = scope.recent.find(fingerprint, keys, keyFrom)
        return found !== undefined && isTakenAt(found.acceptedAt, now) ? found : undefined
      }
      known.forget(now)
      open.arrivePlain(events, known, takenBy, now, sequence + 1)
      sequence += events.count
      return commit()
    },
    lastSequence: () => sequence,
    async storedSequence() {
      const reached = stored
      // A group that began before one that is stored may still be under way; later ones have greater numbers.
      await Promise.all(answering)
      await store.settle()
      return reached
    },
    drain: async () => {
      isDraining = true
      commitNext()
      while (answering.size + underWay.size > 0) await Promise.all([...answering, ...underWay.values()])
    },
  }
}

/** The refusal of more events than can be stored in time. */
function overloaded(): Problem {
  return new Problem('overloaded', 'too many events are waiting to be stored; send these again in a second')
}

/** Answers the requests of a group; the group itself may be used again before. */
async function settle({ waiting }: EventGroup, commit: Promise<unknown>): Promise<void> {
  try {
    await commit
  } catch (cause) {
    const problem = new Problem('unavailable', 'the events could not be stored; send them again', {}, cause)
    for (const { reject } of waiting) reject(problem)
    return
  }
  for (const { resolve } of waiting) resolve()
}
