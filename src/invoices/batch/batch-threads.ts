import { availableParallelism } from 'node:os'
import { openPool } from '../../warehouse/pool.ts'
import type { BatchReport } from './finalize-batch.ts'
import { openBatchThread, type BatchThreadOptions } from './open-batch-thread.ts'
import type { BatchWork } from './thread-messages.ts'

/** Threads in which batches of invoices are computed and stored: one for each core, and requests are answered meanwhile. */
export interface BatchThreads {
  /** How many batches are worked on at once. */
  readonly count: number
  /**
   * Begins a run, of which each thread computes its batches from one price book.
   * @returns what does a batch's work. It throws what `computeBatch` and `finalizeBatch` do, and ThreadEnded where the
   * thread has ended: it is not known then what was stored.
   */
  beginRun(): (work: BatchWork) => Promise<BatchReport>
  /** Ends the threads, once they have done what they were given. */
  close(): Promise<void>
}

// Each takes some 150 MiB while it computes.
const THREADS_MAX = 2

/** Opens them; each starts with its first batch, and ends where none has come for a while. */
export function openBatchThreads(options: BatchThreadOptions): BatchThreads {
  const count = Math.min(THREADS_MAX, availableParallelism())
  const pool = openPool(Array.from({ length: count }, () => openBatchThread(options)))
  let runCount = 0
  let closing: Promise<void> | null = null
  return {
    count,
    beginRun() {
      runCount += 1
      const runNumber = runCount
      return (work) => pool.use((thread) => thread.run(runNumber, work))
    },
    close: () => (closing ??= pool.close()),
  }
}
