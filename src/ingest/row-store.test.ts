import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestWarehouse, type TestWarehouse } from '../../test/support/warehouse.ts'
import { InsertUnsettledError } from '../warehouse/insert-text.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { eventRow, eventText } from './event-text.ts'
import { storeProperties } from './properties.ts'
import { RowBuffer } from './row-buffer.ts'
import { RowStore } from './row-store.ts'

describe('storing rows through lost answers', () => {
  let test: TestWarehouse
  beforeAll(async () => {
    test = await openTestWarehouse()
  })
  afterAll(() => test.close())

  /** The real warehouse, of which the first answers are lost, after or without the insert being done. */
  const losing = (answersLost: number, isDone: boolean, isTakenForDone: boolean): Warehouse => {
    let lost = 0
    return {
      ...test.warehouse,
      async insertText(insert) {
        lost += 1
        if (lost <= answersLost) {
          if (isDone) await test.warehouse.insertText(insert)
          throw new InsertUnsettledError(new Error('no answer'))
        }
        if (!isTakenForDone) await test.warehouse.insertText(insert)
      },
    }
  }

  it.each([
    ['done', true, false],
    ['not done', false, false],
  ])(
    'stores them once where the insert was %s before its answer was lost',
    async (name, isDone, isTakenForDone) => {
      const store = new RowStore(losing(2, isDone, isTakenForDone))
      await store.insert('events', rowsOf(name, 1, 2), [{ first: 1, last: 2 }])
      expect(await idsStored(name)).toEqual([`${name} 1`, `${name} 2`])
    },
  )

  it('does not take an insert for done that a server remembers and did not store', async () => {
    const store = new RowStore(losing(1, false, true))
    await expect(
      store.insert('events', rowsOf('forgotten', 11, 12), [{ first: 11, last: 12 }]),
    ).rejects.toThrow('left 0 of 2 rows in events')
  })

  it('repeats what stayed unknown before anything is judged by the tables', async () => {
    const store = new RowStore(losing(3, false, false))
    await expect(store.insert('events', rowsOf('late', 21, 22), [{ first: 21, last: 22 }])).rejects.toThrow(
      InsertUnsettledError,
    )
    expect(await idsStored('late')).toEqual([])
    await Promise.all([store.settle(), store.settle()])
    expect(await idsStored('late')).toEqual(['late 21', 'late 22'])
  })

  async function idsStored(prefix: string): Promise<unknown[]> {
    const rows = await test.select(
      'SELECT transaction_id AS id FROM events WHERE startsWith(transaction_id, {prefix:String}) ORDER BY id',
      { prefix: `${prefix} ` },
    )
    return rows.map((row) => row['id'])
  }
})

function rowsOf(prefix: string, ...sequences: number[]): RowBuffer {
  const rows = new RowBuffer()
  for (const sequence of sequences) {
    const text = eventText({
      transactionId: `${prefix} ${sequence}`,
      customerId: 'acme',
      eventType: 'request',
      timestampText: '2024-08-18 00:00:00.000000',
      properties: storeProperties({}),
    })
    rows.append(eventRow(text, '2024-08-18 00:00:00.000', sequence), 1)
  }
  return rows
}
