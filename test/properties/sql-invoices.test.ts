import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDeals } from '../support/deals.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'

const START = Date.UTC(2024, 7, 1)
const HOUR_MS = 3_600_000
const HOURS = 19 * 24

/** Single aggregations, and the names of their columns. */
const METRICS: readonly (readonly [text: string, columns: string])[] = [
  ['SELECT sum(properties.n) AS value, properties.team FROM events GROUP BY team', 'value, team'],
  ['SELECT avg(properties.n) AS value, properties.team FROM events GROUP BY team', 'value, team'],
  ['SELECT latest(properties.team) AS team, count(properties.n) AS value FROM events', 'team, value'],
  [
    'SELECT max(properties.team) AS team, max(properties.n) - min(properties.n) AS value FROM events GROUP BY properties.user',
    'team, value',
  ],
  [
    "SELECT properties.user, properties.team, quantile(properties.n, 0.5) AS value FROM events WHERE properties.user = 'u' GROUP BY 1, 2",
    '"user", team, value',
  ],
]

const eventDraw = fc.record({
  hour: fc.nat({ max: HOURS - 1 }),
  team: fc.constantFrom('red', 'blue', undefined),
  user: fc.constantFrom('u', 'v'),
  n: fc.constantFrom('1', '2.5', '-3', '0.00000000000000000001', '7', 'x', undefined),
})

describe('the draft invoice of an SQL metric', () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-20T00:00:00Z')
  })
  afterAll(() => service.stop())

  it(
    'is the same from states that are merged by the hour as from evaluating the metric to the end of each segment',
    { timeout: PROPERTY_TIMEOUT_MS },
    () =>
      hold(
        fc.asyncProperty(
          fc.constantFrom(...METRICS),
          fc.array(eventDraw, { minLength: 1, maxLength: 12 }),
          fc.array(fc.nat({ max: HOURS }), { maxLength: 3 }),
          fc.constantFrom<string[]>([], ['team']),
          async ([text, columns], events, changes, presentationGroupKey) => {
            const { sign, send } = openDeals(service)
            const starts = [...new Set([0, ...changes])].sort((a, b) => a - b)
            const rates = starts.map((hour, index) => ({
              price: 10 ** index,
              from: new Date(START + hour * HOUR_MS).toISOString(),
            }))
            const bills = []
            for (const sql of [text, `SELECT ${columns} FROM (${text}) AS same`]) {
              const { alias, customerId } = await sign({
                metric: { sql },
                product: { presentation_group_key: presentationGroupKey },
                rates,
              })
              await send(
                alias,
                events.map(({ hour, ...properties }) => [
                  new Date(START + hour * HOUR_MS).toISOString(),
                  properties,
                ]),
              )
              bills.push(await shownLines(customerId))
            }
            expect(bills[0]).toEqual(bills[1])
          },
        ),
        14,
      ),
  )

  /** Each line's start, group, quantity and total, as exact text; those of nothing are left out. */
  async function shownLines(customerId: string): Promise<string[]> {
    const answer = await service.request('GET', `/v1/customers/${customerId}/invoices`)
    expect(answer.status, answer.text).toBe(200)
    const { data } = answer.body as { data: { line_items: Record<string, unknown>[] }[] }
    return data
      .flatMap(({ line_items: items }) => items)
      .map((line) =>
        JSON.stringify([
          line['starting_at'],
          line['presentation_group_values'],
          String(line['quantity']),
          String(line['total']),
        ]),
      )
      .filter((text) => !text.endsWith('"0","0"]'))
      .toSorted()
  }
})
