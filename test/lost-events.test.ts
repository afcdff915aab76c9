import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { integerColumn } from '../src/warehouse/query.ts'
import { finalizeDue } from '../src/invoices/life-cycle/finalize.ts'
import { openPriceBook } from './support/price-book.ts'
import { openUnscheduled, type Unscheduled } from './support/unscheduled.ts'
import { run } from './support/warehouse.ts'

const AUGUST = '2024-08-10T00:00:00Z'
const SEPTEMBER = '2024-09-10T00:00:00Z'
const OTHER = 'it is not the one that its catalog was used with, or a copy from before'

describe('a warehouse that lost events', () => {
  let service: Unscheduled
  let customer: { alias: string; customerId: string }
  let book: ReturnType<typeof openPriceBook>
  const lose = async (...tables: string[]) => {
    for (const table of tables) await service.environment().warehouse.command(`TRUNCATE TABLE ${table}`)
  }
  const eventNumbers = async () => {
    const row = z.object({ number: integerColumn })
    const text = 'SELECT accepted_sequence AS number FROM events ORDER BY number'
    return (await run(service.environment().warehouse, text, {}, row)).map(({ number }) => number)
  }

  beforeAll(async () => {
    service = await openUnscheduled()
    book = openPriceBook(service)
    await service.setNow('2024-08-20T00:00:00Z')
    const units = await book.sumProduct({ name: 'Units' })
    customer = await book.sign(await book.card([[units, { rate_type: 'FLAT', price: 10 }]]))
  })
  afterAll(() => service.close())

  it('is one without events beside a catalog whose customers it does not have', async () => {
    await service.reopen()
    await lose('customer_versions')
    const lost = `the warehouse of sandbox lacks all events: ${OTHER}; give it back, or set METERHOUSE_EVENTS_LOST=sandbox=all to bill what is left`
    await expect(service.reopen()).rejects.toThrow(lost)
    await service.reopen({ eventsLost: 'all' })
    // It has the customers now, and is the catalog's.
    await service.reopen()
  })

  it('is one without those that an invoice counts', async () => {
    await book.use(customer.alias, [
      [AUGUST, 3],
      [AUGUST, 4],
    ])
    await service.setNow('2024-09-20T00:00:00Z')
    const [august] = await finalizeDue(service.environment(), customer.customerId)
    expect(august?.invoice.total.toNumber()).toBe(70)
    await service.reopen()
    await lose('events')
    const lost = `the warehouse of sandbox lacks events 1-2, which invoices count: ${OTHER}`
    await expect(service.reopen()).rejects.toThrow(lost)
    await expect(service.reopen({ eventsLost: 'all' })).rejects.toThrow(lost)
  })

  it('goes on with what is left where the operator says so, and counts none of it on invoices of before', async () => {
    await service.reopen({ eventsLost: '1-2' })
    await book.use(customer.alias, [[SEPTEMBER, 5]])
    expect(await eventNumbers()).toEqual([3])
    await service.reopen()
    expect((await book.usageInvoice(customer.customerId, '2024-09')).total).toBe(50)
  })

  it('does not lose those that came since by what was said of those before', async () => {
    await service.setNow('2024-10-20T00:00:00Z')
    await finalizeDue(service.environment(), customer.customerId)
    await service.reopen({ eventsLost: '1-2' })
    await lose('events')
    await expect(service.reopen({ eventsLost: '1-2' })).rejects.toThrow('lacks events 1-3, which')
  })
})
