import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { createContract } from '../../catalog/contracts/create.ts'
import { newSubscription, openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { addRates } from '../../catalog/rates/add-many.ts'
import { addCustomer, newContract, newRate } from '../../catalog/testing/fixtures.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { openTestCatalog } from '../../catalog/testing/memory-catalog.ts'
import { findInvoices } from '../../catalog/invoices/find.ts'
import { keepCompiledCode } from '../../compiled-code.ts'
import { QUERY_LIMITS } from '../../warehouse/query-limits.ts'
import type { Answer, Asked } from '../../warehouse/warehouse-reads.ts'
import { unmeteredScope } from '../testing/unmetered-scope.ts'
import { openBatchThreads } from './batch-threads.ts'
import { computeBatch } from './finalize-batch.ts'
import { openRunBook } from './open-batch.ts'
import { ThreadEnded } from './open-batch-thread.ts'
import type { BatchWork } from './thread-messages.ts'

// As the service does: a thread that reads TypeScript by itself may crash the process as it ends (docs/decisions/0017).
keepCompiledCode()

const DAY_MS = 86_400_000

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'meterhouse-threads-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

const askNobody: Answer = () => Promise.reject(new Error('nobody answers'))

/** Threads over a catalog's file, and why those ended that did by themselves. */
function openThreads(catalogPath: string, { answer = askNobody, idleMs = 60_000 } = {}) {
  const failures: unknown[] = []
  const threads = openBatchThreads({
    catalogPath,
    warehouse: { answer, limits: QUERY_LIMITS },
    onFailure: (error) => failures.push(error),
    idleMs,
  })
  onTestFinished(() => threads.close())
  return { threads, failures }
}

/** The ends of all threads that are started from now on. */
function noteThreads(): Promise<unknown>[] {
  const ended: Promise<unknown>[] = []
  const note = (message: unknown) => ended.push(once((message as { worker: Worker }).worker, 'exit'))
  subscribe('worker_threads', note)
  onTestFinished(() => {
    unsubscribe('worker_threads', note)
  })
  return ended
}

/** Three customers that were each charged for seats on 1 August, and threads over their catalog. */
async function openDesk(options: Parameters<typeof openThreads>[1] = {}) {
  const path = join(newFolder(), 'catalog.sqlite')
  const { scope: catalogScope, card, seats } = await openDealDesk(path)
  const scope = unmeteredScope(catalogScope)
  const subscriptions = [newSubscription(seats.id, { invoicePlacement: 'ON_SCHEDULED_INVOICE' })]
  const customerIds: string[] = []
  for (const name of ['Acme', 'Borealis', 'Cinder']) {
    const { id } = await addCustomer(scope, name)
    await createContract(scope, newContract(id, { rateCardId: card.id, subscriptions }))
    customerIds.push(id)
  }
  const now = scope.clock.now()
  const work = (more: Partial<BatchWork> = {}): BatchWork => ({
    isFinal: true,
    customerIds,
    dueAt: now,
    now,
    cutoff: 0,
    storedColumns: new Set<string>(),
    ...more,
  })
  const stored = async () => {
    const found = await Promise.all(customerIds.map((id) => findInvoices(scope, id)))
    return found.map((invoices) => invoices.map(({ finalizedAt }) => finalizedAt))
  }
  return {
    ...openThreads(path, options),
    scope,
    card,
    seats,
    file: catalogScope.file,
    customerIds,
    now,
    work,
    stored,
  }
}

test('a thread computes what is computed here, and stores only what is to be final, dated as it was told', async () => {
  const { threads, scope, customerIds, now, work, stored } = await openDesk()
  const here = await computeBatch(scope, openRunBook(), customerIds, now)
  expect(here.invoices.map(({ total }) => total.isPositive())).toEqual([true, true, true])
  const run = threads.beginRun()
  expect(await run(work({ isFinal: false }))).toEqual(here)
  expect(await stored()).toEqual([[], [], []])
  expect(await run(work())).toEqual(here)
  expect(await stored()).toEqual([[now], [now], [now]])
  expect(await run(work())).toEqual({ invoices: [], failures: [] })
})

test('a customer whose invoice cannot be stored is told with the reason, and does not stop the others', async () => {
  const { threads, file, customerIds, work, now, stored } = await openDesk()
  const refused = customerIds[1] ?? ''
  file.exec(`CREATE TRIGGER refuse BEFORE INSERT ON invoices WHEN NEW.customer_id = '${refused}'
    BEGIN SELECT RAISE(ABORT, 'not this one'); END`)
  const { invoices, failures } = await threads.beginRun()(work())
  expect(failures).toMatchObject([{ customerId: refused, error: { message: 'not this one' } }])
  expect(invoices.map(({ customerId }) => customerId)).toEqual([customerIds[0], customerIds[2]])
  expect(await stored()).toEqual([[now], [], [now]])
})

test('a question to the warehouse is asked for the thread, and what it fails by is told', async () => {
  const asked: Asked[] = []
  const answer: Answer = (one) => {
    asked.push(one)
    return Promise.reject(new Error('the engine is gone'))
  }
  const { threads, scope, card, now, work } = await openDesk({ answer })
  const metered = await addCustomer(scope, 'Dorado')
  await createContract(scope, newContract(metered.id, { rateCardId: card.id }))
  const inSeptember = now + 31 * DAY_MS
  const { invoices, failures } = await threads.beginRun()(
    work({
      customerIds: [metered.id],
      dueAt: inSeptember,
      now: inSeptember,
      cutoff: 41,
      storedColumns: new Set(['text_region']),
    }),
  )
  expect(invoices).toEqual([])
  expect(failures).toMatchObject([{ customerId: metered.id, error: { message: 'the engine is gone' } }])
  expect(asked[0]).toMatchObject({ isLimited: false, params: { cutoff: 41, identifiers: [metered.id] } })
  // A property that has a column is read from there, another one out of the map.
  expect(asked[0]?.text).not.toContain("properties['region']")
  expect(asked[0]?.text).toContain("properties['user']")
})

test('work that fails as a whole is told, and the thread goes on', async () => {
  const { threads, file, failures, work } = await openDesk()
  file.exec('ALTER TABLE contracts RENAME TO others')
  await expect(threads.beginRun()(work())).rejects.toThrow('no such table')
  file.exec('ALTER TABLE others RENAME TO contracts')
  expect((await threads.beginRun()(work())).invoices).toHaveLength(3)
  expect(failures).toEqual([])
})

test('the price book is read once a run, and once more where something was added to it', async () => {
  const { threads, file, scope, card, seats, work } = await openDesk()
  const totals = async (run: ReturnType<typeof threads.beginRun>) =>
    (await run(work({ isFinal: false }))).invoices.map(({ total }) => total.toFixed())
  const first = threads.beginRun()
  // Ten seats at 20, then at 30.
  expect(await totals(first)).toEqual(['200', '200', '200'])
  // What is there never changes; that it is not read again shows where it does.
  file.exec(`UPDATE rates SET price = replace(price, '"20"', '"25"')`)
  expect(await totals(first)).toEqual(['200', '200', '200'])
  const next = threads.beginRun()
  expect(await totals(next)).toEqual(['250', '250', '250'])
  const dearer = { billingFrequency: 'MONTHLY', price: { rateType: 'FLAT', price: new Decimal(30) } } as const
  await addRates(scope, card.id, [newRate(seats.id, dearer)])
  expect(await totals(next)).toEqual(['300', '300', '300'])
})

test('batches are worked on by as many threads as there are, and the others wait', async () => {
  const { threads, customerIds, work } = await openDesk()
  const started = noteThreads()
  const run = threads.beginRun()
  const reports = await Promise.all(customerIds.map((id) => run(work({ customerIds: [id] }))))
  expect(reports.map(({ invoices }) => invoices.map(({ customerId }) => customerId))).toEqual(
    customerIds.map((id) => [id]),
  )
  expect(started).toHaveLength(threads.count)
})

test('a thread that cannot open the catalog is told, and another one follows', async () => {
  const folder = newFolder()
  const path = join(folder, 'later', 'catalog.sqlite')
  const { threads, failures } = openThreads(path)
  const work = {
    isFinal: false,
    customerIds: [],
    dueAt: 0,
    now: 0,
    cutoff: 0,
    storedColumns: new Set<string>(),
  }
  await expect(threads.beginRun()(work)).rejects.toThrow(ThreadEnded)
  expect(failures).toMatchObject([{ message: `${path} cannot be opened: unable to open database file` }])
  mkdirSync(join(folder, 'later'))
  openTestCatalog(path)
  expect(await threads.beginRun()(work)).toEqual({ invoices: [], failures: [] })
})

test('a thread ends where nothing has come for a while, which is no failure, and another one follows', async () => {
  const { threads, failures, work } = await openDesk({ idleMs: 10 })
  const ended = noteThreads()
  await threads.beginRun()(work({ isFinal: false }))
  expect(ended).toHaveLength(1)
  await ended[0]
  expect((await threads.beginRun()(work())).invoices).toHaveLength(3)
  expect(ended).toHaveLength(2)
  expect(failures).toEqual([])
})

test('what they were given is done before they close', async () => {
  const { threads, failures, work, stored, now } = await openDesk()
  const running = threads.beginRun()(work())
  await threads.close()
  expect((await running).invoices).toHaveLength(3)
  expect(await stored()).toEqual([[now], [now], [now]])
  expect(failures).toEqual([])
})
