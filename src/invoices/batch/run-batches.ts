import type { Instant } from '../../kernel/instant.ts'
import { readCutoff } from '../life-cycle/cutoff.ts'
import type { InvoiceScope } from '../scope.ts'
import type { BatchThreads } from './batch-threads.ts'
import { computeBatch, finalizeBatch, type BatchReport } from './finalize-batch.ts'
import { openRunBook } from './open-batch.ts'
import { ThreadEnded } from './open-batch-thread.ts'
import { overlapBatches, type BatchResult } from './overlap-batches.ts'

/** What a run works on. */
export interface RunScope extends InvoiceScope {
  /** Where batches of many are computed; where it is not there, they are in this thread. */
  readonly batchThreads?: Pick<BatchThreads, 'count' | 'beginRun'>
}

/** What is done with batches of customers. */
export interface RunOptions {
  /** Whether invoices are stored, or only computed. */
  isFinal: boolean
  /** What is due then. */
  dueAt: Instant
}

// Threads take half a second to start, and to compile once more what this one has compiled.
const BATCHES_HERE_MAX = 3

/**
 * Computes or finalizes what is due of customers, batch by batch: more than a few batches in threads, where there are some,
 * and what a thread has left undone by ending in this one. What it had stored is no longer due: it is not billed twice, and not
 * counted.
 * @returns what came of each batch, in order.
 */
export async function* runBatches(
  scope: RunScope,
  { isFinal, dueAt }: RunOptions,
  batches: Iterable<string[]> | AsyncIterable<string[]>,
): AsyncGenerator<BatchResult<string[], BatchReport>> {
  const book = openRunBook()
  const here = (customerIds: string[]) =>
    (isFinal ? finalizeBatch : computeBatch)(scope, book, customerIds, dueAt)
  const { isLonger, all } = await lookAhead(batches, BATCHES_HERE_MAX)
  const { batchThreads: threads } = scope
  if (threads === undefined || !isLonger) return yield* overlapBatches(all, here, 1)
  const runInThread = threads.beginRun()
  const inThread = async (customerIds: string[]) => {
    const { cutoff = isFinal ? await readCutoff(scope) : undefined } = scope
    const { stored: storedColumns } = scope.propertyColumns
    const now = scope.clock.now()
    try {
      return await runInThread({ isFinal, customerIds, dueAt, now, cutoff, storedColumns })
    } catch (error) {
      if (error instanceof ThreadEnded) return here(customerIds)
      throw error
    }
  }
  // One more than are worked on, that none waits for the next.
  yield* overlapBatches(all, inThread, threads.count + 1)
}

/** The same batches, and whether there are more than some. */
async function lookAhead<Batch>(
  batches: Iterable<Batch> | AsyncIterable<Batch>,
  count: number,
): Promise<{ isLonger: boolean; all: AsyncIterable<Batch> }> {
  const rest = toAsync(batches)
  const first: Batch[] = []
  while (first.length <= count) {
    const next = await rest.next()
    if (next.done === true) break
    first.push(next.value)
  }
  return {
    isLonger: first.length > count,
    all: (async function* () {
      yield* first
      yield* rest
    })(),
  }
}

async function* toAsync<Item>(items: Iterable<Item> | AsyncIterable<Item>): AsyncGenerator<Item> {
  yield* items
}
