import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recount } from '../support/explained.ts'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'

const HOURS = 744

// Two queries deep, so that the hours are not told apart by one aggregation.
const LATEST_IN_SQL =
  "SELECT sum(last) AS value FROM (SELECT latest(properties.n) AS last FROM events WHERE event_type = 'usage')"

describe('a line that each hour of the month adds to or takes from', () => {
  let service: TestService
  let book: ReturnType<typeof openPriceBook>
  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-09-01T00:00:00Z')
    book = openPriceBook(service)
  })
  afterAll(() => service.stop())

  /** A customer's usage of 20 and 10 in turn, at 2 each if nothing else is said, and a credit of 33. */
  async function useByTheHour(
    metricId: string,
    terms: Omit<Parameters<typeof book.product>[0], 'type'> = {},
    rate: Parameters<typeof book.card>[0][number][1] = { rate_type: 'FLAT', price: 2 },
  ): Promise<string> {
    const seats = await book.product({ type: 'USAGE', billable_metric_id: metricId, ...terms })
    const card = await book.card([[seats, rate]])
    const term = { starting_at: '2024-08-01T00:00:00Z', ending_before: '2024-12-01T00:00:00Z' }
    const { alias, customerId } = await book.sign(card, {
      credits: [
        {
          product_id: await book.product({ type: 'FIXED' }),
          priority: 1,
          access_schedule: { schedule_items: [{ amount: 33, ...term }] },
        },
      ],
    })
    const events = Array.from({ length: HOURS }, (_, hour): [string, number] => [
      new Date(Date.UTC(2024, 7, 1, hour)).toISOString(),
      hour % 2 === 0 ? 20 : 10,
    ])
    for (let start = 0; start < events.length; start += 100) {
      await book.use(alias, events.slice(start, start + 100))
    }
    return customerId
  }

  it('is counted again where it is converted, rounded and in tiers', async () => {
    const terms = {
      quantity_conversion: { conversion_factor: 1.05, operation: 'MULTIPLY' as const },
      quantity_rounding: { rounding_method: 'ROUND_UP' as const, decimal_places: 0 },
    }
    const tiers = [{ size: 15, price: 1 }, { price: 3 }]
    const customerId = await useByTheHour(await book.metric('LATEST'), terms, { rate_type: 'TIERED', tiers })
    await service.setClock('2024-09-03T00:00:00Z')
    const { lines } = await recount(service, (await book.usageInvoice(customerId)).id)
    expect(lines.map(({ counted }) => counted)).toEqual(lines.map(({ quantity }) => quantity))
    // 20 and 10 are 21 and 11: the credit pays for the first tier's 15 and the second's 6, 15 and 18; the month ends at 11.
    expect(lines.map(({ counted }) => counted).sort()).toEqual(['-4', '-6', '15', '6'])
  })

  it('is counted again by one query, of a streaming metric or one in SQL', async () => {
    const inSql = await service.sandbox.v1.billableMetrics.create({ name: 'Latest', sql: LATEST_IN_SQL })
    const customerIds = [await useByTheHour(await book.metric('LATEST')), await useByTheHour(inSql.data.id)]
    await service.setClock('2024-09-03T00:00:00Z')
    for (const customerId of customerIds) {
      const { lines } = await recount(service, (await book.usageInvoice(customerId)).id)
      // 33 / 2 = 16.5 of the first 20 are covered; the month ends at 10.
      expect(lines.map(({ quantity, counted }) => [quantity, counted])).toEqual([
        ['16.5', '16.5'],
        ['-6.5', '-6.5'],
      ])
    }
  })
})
