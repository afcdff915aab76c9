import { parentPort, workerData } from 'node:worker_threads'
import { openCatalogFile } from '../database.ts'
import { insertInvoicesOf } from './insert.ts'
import type { InsertionOutcome, WriterMessage } from './invoice-writer.ts'

// The thread of `openInvoiceWriter`, with a connection of its own to the catalog's file. It stores in turn what it is given.
const { catalog } = openCatalogFile(String(workerData))
let last: Promise<void> = Promise.resolve()

parentPort?.on('message', (message: WriterMessage) => {
  last = last.then(() => handle(message))
})

async function handle(message: WriterMessage): Promise<void> {
  if (message === 'CLOSE') {
    await catalog.destroy()
    parentPort?.close()
    return
  }
  const { number, customers, finalizedAt } = message
  try {
    say({
      number,
      changed: await insertInvoicesOf({ catalog, clock: { now: () => finalizedAt } }, customers),
    })
  } catch (error) {
    say({ number, error })
  }
}

function say(outcome: InsertionOutcome): void {
  parentPort?.postMessage(outcome)
}
