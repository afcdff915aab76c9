import { expect, test, vi } from 'vitest'
import { createContract } from '../../catalog/contracts/create.ts'
import { newSubscription, openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { addCustomer, newContract } from '../../catalog/testing/fixtures.ts'
import { unmeteredScope } from '../testing/unmetered-scope.ts'
import type { BatchReport } from './finalize-batch.ts'
import { ThreadEnded } from './open-batch-thread.ts'
import { runBatches } from './run-batches.ts'
import type { BatchWork } from './thread-messages.ts'

/** Two customers that were each charged for seats, and threads of which each batch's work is what a test says. */
async function openDesk(inThread: (work: BatchWork) => Promise<BatchReport>) {
  const { scope: catalogScope, card, seats } = await openDealDesk()
  const work = vi.fn(inThread)
  const scope = {
    ...unmeteredScope(catalogScope),
    ingest: { storedSequence: async () => 7 },
    batchThreads: { count: 2, beginRun: () => work },
  }
  const subscriptions = [newSubscription(seats.id, { invoicePlacement: 'ON_SCHEDULED_INVOICE' })]
  const ids: string[] = []
  for (const name of ['Acme', 'Borealis']) {
    const { id } = await addCustomer(scope, name)
    await createContract(scope, newContract(id, { rateCardId: card.id, subscriptions }))
    ids.push(id)
  }
  const run = async (batches: string[][], isFinal = true) => {
    const found: string[][] = []
    for await (const { result } of runBatches(scope, { isFinal, dueAt: scope.clock.now() }, batches)) {
      found.push(result.invoices.map(({ customerId }) => customerId))
    }
    return found
  }
  return { scope, ids, work, run }
}

const nothing = { invoices: [], failures: [] }

test('up to three batches are computed here, none nowhere', async () => {
  const { ids, work, run } = await openDesk(() => Promise.reject(new Error('not asked')))
  const [first = '', second = ''] = ids
  expect(await run([])).toEqual([])
  expect(await run([[first], [], [second]])).toEqual([[first], [], [second]])
  expect(work).not.toHaveBeenCalled()
})

test('more are computed in threads, of what was stored when they were begun', async () => {
  const { scope, ids, work, run } = await openDesk(async () => nothing)
  const [first = '', second = ''] = ids
  expect(await run([[first], [], [second], [], []])).toEqual([[], [], [], [], []])
  const now = scope.clock.now()
  const told = { isFinal: true, dueAt: now, now, cutoff: 7, storedColumns: scope.propertyColumns.stored }
  expect(work.mock.calls).toEqual([
    [{ ...told, customerIds: [first] }],
    [{ ...told, customerIds: [] }],
    [{ ...told, customerIds: [second] }],
    [{ ...told, customerIds: [] }],
    [{ ...told, customerIds: [] }],
  ])
})

test('each thread has a batch, and one waits for the first that is done', async () => {
  const { work, run } = await openDesk(() => new Promise(() => undefined))
  void run([[], [], [], []])
  await vi.waitFor(() => expect(work).toHaveBeenCalledTimes(3))
  await new Promise((resolve) => setImmediate(resolve))
  expect(work).toHaveBeenCalledTimes(3)
})

test('what is not to be final counts all events', async () => {
  const { ids, work, run } = await openDesk(async () => nothing)
  await run([ids, [], [], []], false)
  expect(work.mock.calls.map(([{ isFinal, cutoff }]) => [isFinal, cutoff])).toEqual(
    Array.from({ length: 4 }, () => [false, undefined]),
  )
})

test('what a thread has left undone by ending is done here', async () => {
  const { ids, run } = await openDesk(() => Promise.reject(new ThreadEnded('it has ended')))
  const [first = '', second = ''] = ids
  expect(await run([[first], [second], [], []])).toEqual([[first], [second], [], []])
})

test('any other failure of a batch ends the run', async () => {
  const { ids, run } = await openDesk(() => Promise.reject(new Error('the catalog is gone')))
  await expect(run([ids, [], [], []])).rejects.toThrow('the catalog is gone')
})
