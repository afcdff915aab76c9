import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openTestWarehouse, type TestWarehouse } from '../../test/support/warehouse.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { DuplicateStore } from './duplicate-store.ts'
import { eventRow, eventText } from './event-text.ts'
import { storeProperties } from './properties.ts'
import { RowBuffer } from './row-buffer.ts'
import { RowStore } from './row-store.ts'

describe('storing duplicates', () => {
  let test: TestWarehouse
  beforeAll(async () => {
    test = await openTestWarehouse()
  })
  afterAll(() => test.close())

  /** A store on the real warehouse, whose inserts wait until they are let go or fail. */
  function holding() {
    const held: PromiseWithResolvers<void>[] = []
    const warehouse: Warehouse = {
      ...test.warehouse,
      async insertText(insert) {
        const gate = Promise.withResolvers<void>()
        held.push(gate)
        await gate.promise
        await test.warehouse.insertText(insert)
      },
    }
    const next = (number: number) =>
      vi.waitFor(() => held[number] ?? Promise.reject(new Error('not begun')), { interval: 5 })
    return { held, next, duplicates: new DuplicateStore(new RowStore(warehouse), 'duplicate_events') }
  }

  const stored = async (prefix: string) => {
    const rows = await test.select(
      'SELECT transaction_id AS id FROM duplicate_events WHERE startsWith(id, {prefix:String}) ORDER BY id',
      { prefix },
    )
    return rows.map((row) => row['id'])
  }

  it('stores those of all groups that came meanwhile with one insert', async () => {
    const { held, next, duplicates } = holding()
    const rows = rowsOf('together a', 1)
    const first = duplicates.add(rows, { first: 1, last: 1 })
    // A group's rows are used again at once.
    rows.clear()
    const second = duplicates.add(rowsOf('together b', 2), { first: 2, last: 2 })
    const third = duplicates.add(rowsOf('together c', 3), { first: 3, last: 3 })
    expect(duplicates.rows).toBe(3)
    held[0]?.resolve()
    await first
    expect(duplicates.rows).toBe(2)
    ;(await next(1)).resolve()
    await Promise.all([second, third])
    expect([held.length, duplicates.rows]).toEqual([2, 0])
    expect(await stored('together')).toEqual(['together a', 'together b', 'together c'])
  })

  it('fails those of a failed insert alone', async () => {
    const { held, next, duplicates } = holding()
    const first = duplicates.add(rowsOf('failed a', 11), { first: 11, last: 11 })
    const second = duplicates.add(rowsOf('failed b', 12), { first: 12, last: 12 })
    held[0]?.reject(new Error('disk full'))
    await expect(first).rejects.toThrow('disk full')
    ;(await next(1)).resolve()
    await second
    expect(await stored('failed')).toEqual(['failed b'])
  })
})

function rowsOf(transactionId: string, sequence: number): RowBuffer {
  const text = eventText({
    transactionId,
    customerId: 'c',
    eventType: 't',
    timestampText: '2024-08-01 00:00:00.000000',
    properties: storeProperties({}),
  })
  const rows = new RowBuffer()
  rows.append(eventRow(text, '2024-08-01 00:00:00.000', sequence), 1)
  return rows
}
