import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { foreignSql } from '../kernel/sql.ts'
import { openTestWarehouse, type TestWarehouse } from '../../test/support/warehouse.ts'

let test: TestWarehouse

beforeAll(async () => {
  test = await openTestWarehouse()
  const stored = { transaction_id: 'a', customer_id: 'acme', event_type: 'request', timestamp: 0 }
  await test.warehouse.insert('events', [stored])
})

afterAll(() => test.close())

describe('the embedded engine', () => {
  it('lets merges give way to what somebody waits for', async () => {
    const text = "SELECT value FROM system.server_settings WHERE name = 'os_threads_nice_value_merge_mutate'"
    expect(await test.select(text)).toEqual([{ value: '10' }])
  })

  it('reads for us what is longer than it does by default', async () => {
    // As a draft's query over two metrics may be: 400,000 bytes, of 262,144 by default.
    expect(await test.select(`SELECT length('${'x'.repeat(400_000)}') AS length`)).toEqual([
      { length: '400000' },
    ])
  })

  it('keeps decompressed what is read again, and nothing else', async () => {
    const before = await found()
    for (let time = 0; time < 3; time += 1) await readEvents(false)
    expect(await found()).toBe(before)
    for (let time = 0; time < 3; time += 1) await readEvents(true)
    expect(await found()).toBeGreaterThan(before)
  })
})

async function readEvents(isReadAgain: boolean): Promise<void> {
  const row = z.object({ customer_id: z.string() })
  const compose = () => foreignSql('SELECT customer_id FROM events')
  const rows = await test.warehouse.run({ name: 'test', row, isReadAgain, compose }, {})
  expect(rows).toEqual([{ customer_id: 'acme' }])
}

/** How often a column was found decompressed. */
async function found(): Promise<number> {
  const [row] = await test.select("SELECT value FROM system.events WHERE event = 'UncompressedCacheHits'")
  return Number(row?.['value'] ?? 0)
}
