import { parentPort, workerData } from 'node:worker_threads'
import { openCatalogFile } from '../../catalog/database.ts'
import { fromErrorMessage, toErrorMessage } from '../../kernel/error-message.ts'
import { openReads, type Answer } from '../../warehouse/warehouse-reads.ts'
import { computeBatch, finalizeBatch, type BatchReport } from './finalize-batch.ts'
import { openRunBook, type RunBook } from './open-batch.ts'
import type {
  BatchWork,
  ReportMessage,
  ThreadMessage,
  ThreadOutcome,
  ThreadStart,
} from './thread-messages.ts'

// A thread of `openBatchThreads`. It has a connection of its own to the catalog, and the main thread asks the warehouse.
const { catalogPath, queryLimits } = workerData as ThreadStart
const { catalog } = openCatalogFile(catalogPath)
const asking = new Map<number, { resolve: (answered: string) => void; reject: (error: unknown) => void }>()
let askCount = 0
const answer: Answer = (asked) =>
  new Promise((resolve, reject) => {
    askCount += 1
    asking.set(askCount, { resolve, reject })
    say({ kind: 'ASK', askNumber: askCount, asked })
  })
const warehouse = openReads(answer, queryLimits)
// What was read of the price book holds for a run.
let book: { runNumber: number; of: RunBook } | null = null

parentPort?.on('message', (message: ThreadMessage) => {
  switch (message.kind) {
    case 'WORK':
      void handle(message.runNumber, message.work)
      break
    case 'ANSWER':
      asking.get(message.askNumber)?.resolve(message.answered)
      asking.delete(message.askNumber)
      break
    case 'FAILURE':
      asking.get(message.askNumber)?.reject(fromErrorMessage(message.error))
      asking.delete(message.askNumber)
      break
    case 'CLOSE':
      void catalog.destroy().then(() => parentPort?.close())
      break
  }
})

async function handle(runNumber: number, work: BatchWork): Promise<void> {
  try {
    say({ kind: 'DONE', report: toMessage(await run(runNumber, work)) })
  } catch (error) {
    say({ kind: 'FAILED', error: toErrorMessage(error) })
  }
}

function run(runNumber: number, work: BatchWork): Promise<BatchReport> {
  const { isFinal, customerIds, dueAt, now, cutoff, storedColumns } = work
  const scope = {
    catalog,
    clock: { now: () => now },
    warehouse,
    propertyColumns: { stored: storedColumns },
    ...(cutoff === undefined ? {} : { cutoff }),
  }
  if (book?.runNumber !== runNumber) book = { runNumber, of: openRunBook() }
  return (isFinal ? finalizeBatch : computeBatch)(scope, book.of, customerIds, dueAt)
}

function toMessage({ invoices, failures }: BatchReport): ReportMessage {
  return {
    invoices: invoices.map((invoice) => ({ ...invoice, total: invoice.total.toFixed() })),
    failures: failures.map(({ customerId, error }) => ({ customerId, error: toErrorMessage(error) })),
  }
}

function say(outcome: ThreadOutcome): void {
  parentPort?.postMessage(outcome)
}
