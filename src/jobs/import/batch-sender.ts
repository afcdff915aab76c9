import { setTimeout as pause } from 'node:timers/promises'
import type { Ingest } from '../../ingest/ingest.ts'
import { Problem } from '../../kernel/errors.ts'
import type { Batch } from './batch.ts'

// Enough to have some stored while the next are read; more would only take memory.
const IN_FLIGHT_MAX = 4
const TRIES_MAX = 10
const PAUSE_FIRST_MS = 250
const PAUSE_MAX_MS = 10_000

/** Sends batches to ingest, a few at a time, and reports each in the order in which they were sent. */
export interface BatchSender {
  /** Sends a batch once there is room. @throws where an earlier one was not stored. */
  send(batch: Batch): Promise<void>
  /** Waits for all. After one that was not stored, later ones are not reported. */
  finish(): Promise<void>
}

/**
 * Opens a sender. @param onStored is told of each batch whose events are on disk. @param signal ends waiting for a
 * warehouse that does not take events, not the writing of a batch.
 */
export function openBatchSender(
  ingest: Pick<Ingest, 'accept'>,
  onStored: (batch: Batch) => void,
  signal: AbortSignal,
): BatchSender {
  const inFlight: { batch: Batch; stored: Promise<void> }[] = []
  let isBroken = false

  async function settleFirst(): Promise<void> {
    const first = inFlight.shift()
    if (first === undefined) return
    try {
      await first.stored
      if (!isBroken) onStored(first.batch)
    } catch (error) {
      isBroken = true
      throw error
    }
  }

  return {
    async send(batch) {
      if (inFlight.length === IN_FLIGHT_MAX) await settleFirst()
      const stored = store(ingest, batch, signal)
      // `settleFirst` meets its failure in turn; until then it must not count as unhandled.
      stored.catch(() => {})
      inFlight.push({ batch, stored })
    },
    async finish() {
      while (inFlight.length > 0) await settleFirst()
    },
  }
}

/** Sending a batch again is safe: what it stored is known by its transaction ids. */
async function store(ingest: Pick<Ingest, 'accept'>, batch: Batch, signal: AbortSignal): Promise<void> {
  if (batch.events.length === 0) return
  let pauseMs = PAUSE_FIRST_MS
  for (let tries = 1; ; tries += 1) {
    try {
      await ingest.accept(batch.events)
      return
    } catch (error) {
      if (!(error instanceof Problem) || tries === TRIES_MAX || signal.aborted) throw error
      await pause(pauseMs, undefined, { signal }).catch(() => {
        throw error
      })
    }
    pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS)
  }
}
