import type { Clock } from '../kernel/clock.ts'
import { Problem } from '../kernel/errors.ts'
import { newId } from '../kernel/ids.ts'
import { warehouseInstant } from '../kernel/instant.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { EVENT_COLUMNS, eventRow } from './event-text.ts'
import { FingerprintIndex, fingerprint } from './fingerprint-index.ts'
import { acceptedSince, takenFingerprints, lastSequence } from './queries.ts'
import { AGE_MAX_MS, type ValidEvent } from './validate-events.ts'

/** How long an accepted transaction_id is taken (semantics 6). */
export const DEDUP_WINDOW_MS = AGE_MAX_MS

// More events than this in one insert would only make the wait for it longer.
const COMMIT_EVENTS_MAX = 20_000

/** Takes events into one environment's warehouse, each transaction_id once. */
export interface Ingest {
  /**
   * Stores events; when it returns, they are on disk and visible (semantics 7). Events whose transaction_id is
   * taken are kept as duplicates and not counted.
   * @throws Problem unavailable where the warehouse did not take them; the request can be repeated.
   */
  accept(events: readonly ValidEvent[]): Promise<void>
  /** The number of the last event that arrived; a metric that applies from its creation counts later ones. */
  lastSequence(): number
  /** Waits for what is under way. */
  drain(): Promise<void>
}

interface Request {
  events: readonly ValidEvent[]
  resolve: () => void
  reject: (error: unknown) => void
}

/**
 * Opens ingest on a warehouse: rebuilds the index of transaction ids from the events table. Requests that wait
 * together are committed together, one commit at a time, so the table always answers for all earlier ones.
 */
export async function openIngest(warehouse: Warehouse, clock: Clock): Promise<Ingest> {
  const index = new FingerprintIndex()
  const taken = await warehouse.run(takenFingerprints, {})
  for (const row of taken) index.add(row.fingerprint)
  const [last] = await warehouse.run(lastSequence, {})
  let sequence = last?.last_sequence ?? 0
  const queue: Request[] = []
  let committing: Promise<void> = Promise.resolve()
  let isCommitting = false

  async function commitQueue(): Promise<void> {
    while (queue.length > 0) {
      const group = takeGroup(queue)
      try {
        await commit(group.flatMap((request) => request.events))
        for (const request of group) request.resolve()
      } catch (cause) {
        const problem = new Problem(
          'unavailable',
          'the events could not be stored; send them again',
          {},
          cause,
        )
        for (const request of group) request.reject(problem)
      }
    }
    isCommitting = false
  }

  async function commit(events: readonly ValidEvent[]): Promise<void> {
    const hashes = events.map((event) => fingerprint(event.transactionId))
    const maybeTaken = events.filter((_, position) => index.has(hashes[position] ?? 0n))
    const known = await findAccepted(warehouse, clock, maybeTaken)
    const acceptedAtText = warehouseInstant(clock.now())
    let accepted = ''
    let duplicates = ''
    for (const { transactionId, text } of events) {
      sequence += 1
      const row = eventRow(text, acceptedAtText, sequence)
      if (known.has(transactionId)) duplicates += row
      else accepted += row
      known.add(transactionId)
    }
    // Before the insert: if that fails half-way, a "maybe" makes the next try look at the table.
    for (const hash of hashes) index.add(hash)
    await insertRows(warehouse, 'events', accepted)
    await insertRows(warehouse, 'event_duplicates', duplicates)
  }

  return {
    accept(events) {
      return new Promise<void>((resolve, reject) => {
        queue.push({ events, resolve, reject })
        if (isCommitting) return
        isCommitting = true
        committing = commitQueue()
      })
    },
    lastSequence: () => sequence,
    drain: () => committing,
  }
}

function takeGroup(queue: Request[]): Request[] {
  let eventsTotal = 0
  const end = queue.findIndex((request) => (eventsTotal += request.events.length) > COMMIT_EVENTS_MAX)
  return queue.splice(0, end === -1 ? queue.length : Math.max(end, 1))
}

// A server may have done an insert whose answer was lost; with the same token it does it once.
const INSERT_TRIES_MAX = 3

async function insertRows(
  warehouse: Warehouse,
  table: 'events' | 'event_duplicates',
  rows: string,
): Promise<void> {
  if (rows === '') return
  const insert = { table, columns: EVENT_COLUMNS, body: Buffer.from(rows), token: newId() }
  for (let tries = 1; ; tries += 1) {
    try {
      await warehouse.insertText(insert)
      return
    } catch (error) {
      if (tries === INSERT_TRIES_MAX) throw error
    }
  }
}

async function findAccepted(
  warehouse: Warehouse,
  clock: Clock,
  events: readonly ValidEvent[],
): Promise<Set<string>> {
  if (events.length === 0) return new Set()
  const transactionIds = [...new Set(events.map((event) => event.transactionId))]
  const rows = await warehouse.run(acceptedSince, { transaction_ids: transactionIds, ...windowStart(clock) })
  return new Set(rows.map((row) => row.transaction_id))
}

function windowStart(clock: Clock): { accepted_after: string } {
  return { accepted_after: warehouseInstant(clock.now() - DEDUP_WINDOW_MS) }
}
