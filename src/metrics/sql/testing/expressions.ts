import { afterAll, beforeAll, expect, it } from 'vitest'
import { openMetricWarehouse, type MetricWarehouse } from './metric-warehouse.ts'

/** An expression and its value, worked out by hand. */
type Case = readonly [expression: string, value: string | boolean | null]

// One event for functions of a row, and three more for those of many.
const events = [
  [
    'e1',
    'call',
    '2024-08-07 10:15:30.250000',
    {
      n: '2.5',
      big: 12345678901234567000n.toString(),
      name: 'Zoë',
      at: '2024-02-29',
      j: { b: 1.5, deep: { list: [1, 2], t: 'x, 5' }, yes: true, none: null },
    },
  ],
  ['e2', 'call', '2024-08-07 11:00:00', { n: '1e1', name: 'bob' }],
  ['e3', 'call', '2024-08-07 11:00:00', { n: '.5', name: 'ann' }],
  ['e4', 'text', '2024-08-08 00:00:00', { n: 'many', name: 'bob' }],
] as const

/** Opens a warehouse of these events for the tests of the caller's `describe`, and says how they ask it. */
export function expressionsOverEvents() {
  let warehouse: MetricWarehouse

  beforeAll(async () => {
    warehouse = await openMetricWarehouse(events)
  })
  afterAll(() => warehouse.close())

  const rowsOf = (text: string) => warehouse.rows(text)
  /** The value of an expression in the one row of a source. */
  const one = async (expression: string, from = "events WHERE transaction_id = 'e1'") => {
    const found = await rowsOf(`SELECT ${expression} AS result, 1 AS value FROM ${from}`)
    expect(found).toHaveLength(1)
    return found[0]?.[0]
  }
  /** Makes a test of each case. */
  const holds = (cases: readonly Case[], from?: string) =>
    it.each(cases)('%s is %j', async (expression, value) => {
      expect(await one(expression, from)).toBe(value)
    })
  return { rowsOf, one, holds }
}
