import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { findInvoices } from '../../catalog/invoices/find.ts'
import { newSubscription, openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { newReport } from '../batch/run-report.ts'
import { openFinalizer } from './finalizer.ts'
import { unmeteredScope } from '../testing/unmetered-scope.ts'

const HOUR_MS = 3_600_000

/** A contract that charges for seats at once, at a quarter past three, and a finalizer on a schedule. */
async function openScheduled(schedule: string | null) {
  vi.setSystemTime(Date.UTC(2026, 1, 3, 3, 15))
  const { scope: catalogScope, customer, seats, sign } = await openDealDesk()
  const scope = { ...unmeteredScope(catalogScope), ingest: { storedSequence: async () => 0 } }
  await sign({ subscriptions: [newSubscription(seats.id, { invoicePlacement: 'ON_SCHEDULED_INVOICE' })] })
  const failures: unknown[] = []
  const finalizer = openFinalizer(scope)
  finalizer.start(schedule, (_, error) => failures.push(error))
  onTestFinished(() => finalizer.close())
  const finalized = async () => (await findInvoices(scope, customer.id)).length
  /** Lets time pass, and the runs that began in it end. */
  const pass = async (ms: number) => {
    await vi.advanceTimersByTimeAsync(ms)
    await finalizer.runAlone(async () => newReport())
    expect(failures).toEqual([])
  }
  return { finalizer, finalized, pass }
}

describe('a schedule', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('finalizes what is due when it comes, in UTC, and not before', async () => {
    const { finalized, pass } = await openScheduled('30 3 * * *')
    await pass(14 * 60_000)
    expect(await finalized()).toBe(0)
    await pass(60_000)
    expect(await finalized()).toBe(1)
  })

  it('of never finalizes nothing until it is asked to', async () => {
    const { finalizer, finalized, pass } = await openScheduled(null)
    await pass(48 * HOUR_MS)
    expect(await finalized()).toBe(0)
    await finalizer.run()
    expect(await finalized()).toBe(1)
  })

  it('ends with its finalizer', async () => {
    const { finalizer, finalized } = await openScheduled('*/5 * * * *')
    await finalizer.close()
    await vi.advanceTimersByTimeAsync(HOUR_MS)
    expect(await finalized()).toBe(0)
  })
})
