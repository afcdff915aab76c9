import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestWarehouse, type TestWarehouse } from '../../test/support/warehouse.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { openIngest } from './ingest.ts'
import { validateEvent, type ValidEvent } from './validate-events.ts'

const clock = { now: () => Date.UTC(2024, 7, 18) }

function events(prefix: string, count: number): ValidEvent[] {
  return Array.from({ length: count }, (_, number) => {
    const event = validateEvent(
      {
        transaction_id: `${prefix}-${number}`,
        customer_id: 'acme',
        event_type: 'request',
        timestamp: '2024-08-18T00:00:00Z',
      },
      clock.now(),
      null,
    )
    if (typeof event === 'string') throw new Error(event)
    return event
  })
}

describe('ingest, when more comes than can be stored', () => {
  let test: TestWarehouse
  beforeAll(async () => {
    test = await openTestWarehouse()
  })
  afterAll(() => test.close())

  it('turns events away once its bound is reached, claims nothing of them, and takes them later', async () => {
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const slow: Warehouse = {
      ...test.warehouse,
      async insertText(insert) {
        await held
        await test.warehouse.insertText(insert)
      },
    }
    const ingest = await openIngest(slow, clock, { eventsWaitingMax: 100 })
    const first = ingest.accept(events('first', 60))
    const second = ingest.accept(events('second', 60))
    expect(ingest.isOverloaded()).toBe(true)
    await expect(ingest.accept(events('third', 1))).rejects.toMatchObject({ kind: 'overloaded' })
    letGo()
    await Promise.all([first, second])
    expect(ingest.isOverloaded()).toBe(false)
    await ingest.accept(events('third', 1))
    const [row] = await test.select(
      'SELECT count() AS accepted, uniqExact(transaction_id) AS ids FROM events',
    )
    expect([Number(row?.['accepted']), Number(row?.['ids'])]).toEqual([121, 121])
  })
})
