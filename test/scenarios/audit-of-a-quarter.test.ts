import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recount } from '../support/explained.ts'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'

const START = Date.UTC(2024, 7, 1)
const MONTHS = [31, 30, 31]

// Two queries deep, so that the hours are not told apart by one aggregation.
const LATEST_IN_SQL = `SELECT sum(last) AS value, region FROM (
  SELECT latest(properties.n) AS last, properties.region AS region FROM events WHERE event_type = 'usage' GROUP BY region
) GROUP BY region`

describe('a line that each hour of a quarter adds to or takes from', () => {
  let service: TestService
  let book: ReturnType<typeof openPriceBook>
  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-01T00:00:00Z')
    book = openPriceBook(service)
  })
  afterAll(() => service.stop())

  /** A customer who pays 2 each by the quarter, and has a credit of 33. */
  async function sign(metricId: string) {
    const seats = await book.product({
      type: 'USAGE',
      billable_metric_id: metricId,
      presentation_group_key: ['region'],
    })
    const card = await book.card([[seats, { rate_type: 'FLAT', price: 2 }]])
    const term = { starting_at: '2024-08-01T00:00:00Z', ending_before: '2024-12-01T00:00:00Z' }
    return book.sign(card, {
      usage_statement_schedule: { frequency: 'QUARTERLY', day: 'CONTRACT_START' },
      credits: [
        {
          product_id: await book.product({ type: 'FIXED' }),
          priority: 1,
          access_schedule: { schedule_items: [{ amount: 33, ...term }] },
        },
      ],
    })
  }

  it(
    'is counted again by a query that the engine reads, of a streaming metric or one in SQL',
    { timeout: 180_000 },
    async () => {
      const inSql = await service.sandbox.v1.billableMetrics.create({ name: 'Latest', sql: LATEST_IN_SQL })
      const customers = [await sign(await book.metric('LATEST', ['region'])), await sign(inSql.data.id)]
      let hour = 0
      for (const [month, days] of MONTHS.entries()) {
        await service.setClock(new Date(Date.UTC(2024, 8 + month, 1)).toISOString())
        const events = Array.from({ length: days * 24 }, (_, index): [string, number, { region: string }] => {
          const since = hour + index
          // 20 and 10 in turn.
          return [
            new Date(START + since * 3_600_000).toISOString(),
            since % 2 === 0 ? 20 : 10,
            { region: 'eu' },
          ]
        })
        hour += events.length
        for (const { alias } of customers) {
          for (let start = 0; start < events.length; start += 100)
            await book.use(alias, events.slice(start, start + 100))
        }
      }
      await service.setClock('2024-11-03T00:00:00Z')
      for (const { customerId } of customers) {
        const { lines } = await recount(service, (await book.usageInvoice(customerId)).id)
        // 33 / 2 = 16.5 of the first 20 are covered; the quarter ends at 10.
        expect(lines.map(({ quantity, counted }) => [quantity, counted])).toEqual([
          ['16.5', '16.5'],
          ['-6.5', '-6.5'],
        ])
        expect(Math.max(...lines.map(({ sql }) => sql.length))).toBeLessThan(8000)
      }
    },
  )
})
