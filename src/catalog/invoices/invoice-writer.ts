import { Worker } from 'node:worker_threads'
import type { Instant } from '../../kernel/instant.ts'
import type { CustomerInvoices } from './insert.ts'

/** Stores invoices of many customers in a thread of its own, so that the next ones are computed meanwhile. */
export interface InvoiceWriter {
  /** What `insertInvoicesOf` does, and gives. @throws what it does, or where the thread ended; it is not known then what was stored. */
  insert(customers: readonly CustomerInvoices[], finalizedAt: Instant): Promise<string[]>
  /** Ends the thread, once what it was given is stored. */
  close(): Promise<void>
}

/** What the thread is told: to store invoices, or that no more come. */
export type WriterMessage = Insertion | 'CLOSE'

export interface Insertion {
  number: number
  customers: readonly CustomerInvoices[]
  finalizedAt: Instant
}

/** What it says of each insertion. */
export type InsertionOutcome = { number: number; changed: string[] } | { number: number; error: unknown }

interface Waiting {
  resolve: (changed: string[]) => void
  reject: (error: unknown) => void
}

/**
 * Opens it; the thread starts with the first invoices.
 * @param path the catalog's file, which is migrated; not one in memory, which another connection cannot open.
 * @param onFailure told why the thread has ended by itself: of this, who waits for invoices may make nothing but another try.
 */
export function openInvoiceWriter(path: string, onFailure: (error: unknown) => void): InvoiceWriter {
  const waiting = new Map<number, Waiting>()
  let thread: Worker | null = null
  let count = 0
  let isClosing = false

  function start(): Worker {
    const started = new Worker(new URL('invoice-writer-thread.ts', import.meta.url), {
      workerData: path,
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    })
    started.on('message', (outcome: InsertionOutcome) => {
      const { resolve, reject } = waiting.get(outcome.number) ?? {}
      waiting.delete(outcome.number)
      if ('changed' in outcome) resolve?.(outcome.changed)
      else reject?.(outcome.error)
      if (waiting.size === 0) started.unref()
    })
    started.on('error', (error) => end(started, error))
    started.on('exit', () => end(started, new Error('the thread that stores invoices has ended')))
    return started
  }

  /** Nobody is answered by a thread that has ended; the next invoices start another one. */
  function end(ended: Worker, error: unknown): void {
    // A thread that fails says so first, and that it has ended later.
    if (thread !== ended) return
    thread = null
    if (!isClosing) onFailure(error)
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }

  return {
    insert: (customers, finalizedAt) =>
      new Promise((resolve, reject) => {
        thread ??= start()
        count += 1
        waiting.set(count, { resolve, reject })
        thread.ref()
        thread.postMessage({ number: count, customers, finalizedAt } satisfies WriterMessage)
      }),
    async close() {
      if (thread === null) return
      isClosing = true
      const ending = thread
      const ended = new Promise((resolve) => ending.once('exit', resolve))
      thread.ref()
      thread.postMessage('CLOSE' satisfies WriterMessage)
      await ended
    },
  }
}
