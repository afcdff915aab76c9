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

  /** A customer's usage of 20 and 10 in turn, at 2 each, and a credit of 33. */
  async function useByTheHour(metricId: string): Promise<string> {
    const seats = await book.product({ type: 'USAGE', billable_metric_id: metricId })
    const card = await book.card([[seats, { rate_type: 'FLAT', price: 2 }]])
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
