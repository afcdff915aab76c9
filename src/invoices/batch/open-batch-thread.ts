import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { Decimal } from '../../kernel/decimal.ts'
import { fromErrorMessage, toErrorMessage } from '../../kernel/error-message.ts'
import type { Pooled } from '../../warehouse/pool.ts'
import type { Warehouse } from '../../warehouse/warehouse.ts'
import type { BatchReport } from './finalize-batch.ts'
import type {
  BatchWork,
  ReportMessage,
  ThreadMessage,
  ThreadOutcome,
  ThreadStart,
} from './thread-messages.ts'

export interface BatchThreadOptions {
  /** The catalog's file, which is migrated; not one in memory, which another connection cannot open. */
  catalogPath: string
  /** Asked for the thread, so that what guards its connections holds for all. */
  warehouse: Pick<Warehouse, 'answer' | 'limits'>
  /** Told why a thread has ended by itself. */
  onFailure: (error: unknown) => void
  /** How long a thread is kept that has nothing to do. */
  idleMs?: number
}

/** A thread that does one batch's work at a time. */
export interface BatchThread extends Pooled {
  run(runNumber: number, work: BatchWork): Promise<BatchReport>
}

/** Why a batch's work has no result: its thread has ended. */
export class ThreadEnded extends Error {}

// Between the dry run and the run that follows it, and not until the next one of the schedule.
const IDLE_MS = 60_000
const HEAP_MIB = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 1900 }
// The heap grows to three times what is alive before it is collected, in all of the process. Twice, the default of a thread,
// takes a twentieth more time and 70 MiB less; four times takes 70 MiB more, and hardly less time.
const HEAP_GROWTH_PERCENT = 200

/** Opens it; it starts with its first work. */
export function openBatchThread(options: BatchThreadOptions): BatchThread {
  const { catalogPath, warehouse, onFailure, idleMs = IDLE_MS } = options
  let thread: Worker | null = null
  let waiting: { resolve: (report: BatchReport) => void; reject: (error: unknown) => void } | null = null
  let idle: NodeJS.Timeout | undefined

  function start(): Worker {
    setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`)
    const started = new Worker(new URL('batch-thread.ts', import.meta.url), {
      workerData: { catalogPath, queryLimits: warehouse.limits } satisfies ThreadStart,
      resourceLimits: HEAP_MIB,
    })
    started.on('message', (outcome: ThreadOutcome) => {
      if (outcome.kind === 'ASK') void answer(started, outcome)
      else finish(outcome)
    })
    started.on('error', (error) => fail(started, error))
    started.on('exit', () => fail(started, new Error('it was stopped')))
    return started
  }

  async function answer(asker: Worker, { askNumber, asked }: ThreadOutcome & { kind: 'ASK' }): Promise<void> {
    tell(
      asker,
      await warehouse.answer(asked).then(
        (answered): ThreadMessage => ({ kind: 'ANSWER', askNumber, answered }),
        (error: unknown): ThreadMessage => ({ kind: 'FAILURE', askNumber, error: toErrorMessage(error) }),
      ),
    )
  }

  function finish(outcome: Exclude<ThreadOutcome, { kind: 'ASK' }>): void {
    const { resolve, reject } = waiting ?? {}
    waiting = null
    thread?.unref()
    idle = setTimeout(() => void end(), idleMs).unref()
    if (outcome.kind === 'DONE') resolve?.(fromMessage(outcome.report))
    else reject?.(fromErrorMessage(outcome.error))
  }

  /** A thread that fails says so first, and that it has ended later; one that was told to end is no longer ours. */
  function fail(ended: Worker, error: unknown): void {
    if (thread !== ended) return
    thread = null
    clearTimeout(idle)
    onFailure(error)
    waiting?.reject(new ThreadEnded('a thread that computes invoices has ended', { cause: error }))
    waiting = null
  }

  async function end(): Promise<void> {
    clearTimeout(idle)
    if (thread === null) return
    const ending = thread
    thread = null
    ending.ref()
    const ended = new Promise((resolve) => ending.once('exit', resolve))
    tell(ending, { kind: 'CLOSE' })
    await ended
  }

  return {
    run: (runNumber, work) =>
      new Promise((resolve, reject) => {
        clearTimeout(idle)
        thread ??= start()
        waiting = { resolve, reject }
        thread.ref()
        tell(thread, { kind: 'WORK', runNumber, work })
      }),
    // What has failed left nothing in the thread.
    clear: () => Promise.resolve(),
    close: end,
  }
}

function tell(thread: Worker, message: ThreadMessage): void {
  thread.postMessage(message)
}

function fromMessage({ invoices, failures }: ReportMessage): BatchReport {
  return {
    invoices: invoices.map((invoice) => ({ ...invoice, total: new Decimal(invoice.total) })),
    failures: failures.map(({ customerId, error }) => ({ customerId, error: fromErrorMessage(error) })),
  }
}
