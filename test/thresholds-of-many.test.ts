import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findReached } from '../src/invoices/thresholds/find-reached.ts'
import type { WarehouseReads } from '../src/warehouse/warehouse-reads.ts'
import { openPriceBook } from './support/price-book.ts'
import { openUnscheduled, type Unscheduled } from './support/unscheduled.ts'

const NOW = '2024-08-20T12:00:00Z'
const USED_AT = '2024-08-05T10:00:00Z'
const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000'

/** Units are 10 cents each; 100 dollars of spend are billed at once, and a balance of 20 dollars is recharged to 50. */
describe('thresholds of many customers', () => {
  let service: Unscheduled
  let sign: (units: number, granted: number) => Promise<string>

  beforeAll(async () => {
    service = await openUnscheduled()
    await service.setNow(NOW)
    const book = openPriceBook(service)
    const units = await book.sumProduct()
    const fixed = await book.product({ type: 'FIXED' })
    const card = await book.card([[units, { rate_type: 'FLAT', price: 10 }]])
    const threshold = {
      is_enabled: true,
      commit: { product_id: fixed },
      payment_gate_config: { payment_gate_type: 'NONE' as const },
    }
    sign = async (used, granted) => {
      const commit = {
        type: 'PREPAID' as const,
        product_id: fixed,
        access_schedule: {
          schedule_items: [
            { amount: granted, starting_at: '2024-08-01T00:00:00Z', ending_before: '2024-09-01T00:00:00Z' },
          ],
        },
      }
      const { alias, customerId } = await book.sign(card, {
        spend_threshold_configuration: { ...threshold, threshold_amount: 10_000 },
        ...(granted === 0
          ? {}
          : {
              commits: [commit],
              prepaid_balance_threshold_configuration: {
                ...threshold,
                threshold_amount: 2000,
                recharge_to_amount: 5000,
              },
            }),
      })
      await book.use(alias, [[USED_AT, used]])
      return customerId
    }
  })
  afterAll(() => service.close())

  /** Who is found, and the queries that it took. */
  async function find(customerIds: readonly string[]) {
    const environment = service.environment()
    const asked: string[] = []
    const warehouse: WarehouseReads = {
      ...environment.warehouse,
      run: (query, params, fragments) => {
        asked.push(query.name)
        return environment.warehouse.run(query, params, fragments)
      },
    }
    return { found: await Array.fromAsync(findReached({ ...environment, warehouse }, customerIds)), asked }
  }

  it('are reached by those whose spend or balance comes to the amount, and by nobody else', async () => {
    const below = await sign(999, 0)
    const reached = await sign(1000, 0)
    // Of 4,000 cents 1,999 are drawn, and then 2,000.
    const above = await sign(199.9, 4000)
    const recharged = await sign(200, 4000)
    expect((await find([below, recharged, above, reached])).found).toEqual([recharged, reached])
  })

  it('are looked at with as many queries for five customers as for two', async () => {
    const ids: string[] = []
    for (const units of [1, 2, 3, 4, 5]) ids.push(await sign(units, 0))
    const { found, asked } = await find(ids.slice(0, 2))
    expect(found).toEqual([])
    expect(asked.length).toBeGreaterThan(0)
    expect(await find(ids)).toEqual({ found: [], asked })
  })

  it('are evaluated one by one where it cannot be told', async () => {
    expect((await find([UNKNOWN_ID, await sign(1, 0)])).found).toEqual([UNKNOWN_ID])
  })

  it('are reached by nobody of none, and nothing is asked', async () => {
    expect(await find([])).toEqual({ found: [], asked: [] })
  })
})
