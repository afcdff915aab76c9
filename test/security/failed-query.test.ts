import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestWarehouse, type TestWarehouse } from '../support/warehouse.ts'

// Each puts rows out before it fails.
const FAILING: readonly (readonly [string, string])[] = [
  [
    'one part of a union',
    "SELECT * FROM (SELECT 'LEAKED' AS x UNION ALL SELECT toString(throwIf(sleep(0.3) = 0)))",
  ],
  [
    'a later block',
    "SELECT * FROM (SELECT 'LEAKED' AS x, throwIf(number > 150000) FROM numbers(200000) SETTINGS max_block_size = 1000)",
  ],
]

describe('a query that fails on its way', () => {
  let test: TestWarehouse

  beforeAll(async () => {
    test = await openTestWarehouse()
  })
  afterAll(() => test.close())

  // The embedded engine hands what such a query had put out to the next one on the connection: another customer's.
  it.each(FAILING)('leaves none of its rows to the queries after it: %s', async (_, failing) => {
    await expect(test.select(failing)).rejects.toThrow(/throwIf/)
    const answers = await Promise.all(Array.from({ length: 6 }, () => test.select('SELECT 2 AS x')))
    expect(answers).toEqual(answers.map(() => [{ x: 2 }]))
  })

  it('leaves none of its rows to the queries at the same time as it', async () => {
    const failing = FAILING.map(([, text]) => expect(test.select(text)).rejects.toThrow(/throwIf/))
    const answers = await Promise.all(Array.from({ length: 30 }, () => test.select('SELECT 2 AS x')))
    await Promise.all(failing)
    expect(answers).toEqual(answers.map(() => [{ x: 2 }]))
  })
})
