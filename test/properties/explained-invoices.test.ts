import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Decimal } from '../../src/kernel/decimal.ts'
import { recount } from '../support/explained.ts'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'

const START = Date.UTC(2024, 7, 10)
const HOUR_MS = 3_600_000
const NOW = '2024-09-12T00:00:00Z'
/** Of August from the 10th on, and of September until now. */
const HOURS = (22 + 11) * 24

const METRICS = [
  'COUNT',
  'SUM',
  'MAX',
  'UNIQUE',
  'LATEST',
  'SQL_SUM',
  'SQL_DAILY',
  'SQL_PLANS',
  'SQL_AT_END',
] as const
const SQL_TEXTS: Partial<Record<(typeof METRICS)[number], string>> = {
  SQL_SUM: 'SELECT sum(properties.n) AS value FROM events',
  SQL_AT_END: 'SELECT avg(properties.n) AS value FROM events',
  SQL_DAILY: `SELECT avg(highest) AS value FROM (
    SELECT date_trunc('day', timestamp) AS day, max(properties.n) AS highest FROM events GROUP BY day)`,
  SQL_PLANS:
    'SELECT latest(properties.model) AS model, count(*) AS value FROM events GROUP BY properties.user',
}

const productDraw = fc.record({
  metric: fc.constantFrom(...METRICS),
  isGrouped: fc.boolean(),
  conversion: fc.option(
    fc.record({
      conversion_factor: fc.constantFrom(3, 7, 0.3, 1024),
      operation: fc.constantFrom('MULTIPLY' as const, 'DIVIDE' as const),
    }),
  ),
  rounding: fc.option(
    fc.record({
      rounding_method: fc.constantFrom('ROUND_UP' as const, 'ROUND_DOWN' as const, 'ROUND_HALF_UP' as const),
      decimal_places: fc.nat({ max: 2 }),
    }),
  ),
  isTiered: fc.boolean(),
  /** When its price changes, and when its conversion does. */
  changes: fc.array(fc.nat({ max: HOURS }), { maxLength: 2 }),
  updatedAt: fc.option(fc.nat({ max: HOURS })),
})
type Product = typeof productDraw extends fc.Arbitrary<infer Value> ? Value : never

const commitDraw = fc.record({
  from: fc.nat({ max: HOURS / 2 }),
  amount: fc.integer({ min: 1, max: 300 }),
  atCommitRate: fc.boolean(),
})

const eventDraw = fc.record({
  hour: fc.nat({ max: HOURS - 1 }),
  n: fc.constantFrom('1', '2.5', '7', '-3', '0.333', '40', 'x'),
  model: fc.constantFrom('a', "b'\\", null),
  user: fc.constantFrom('ann', 'bob'),
})
type Event = typeof eventDraw extends fc.Arbitrary<infer Value> ? Value : never

describe('the SQL that explains an invoice', () => {
  let service: TestService
  let commitProduct: string

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock(NOW)
    commitProduct = await openPriceBook(service).product({ type: 'FIXED' })
  })
  afterAll(() => service.stop())

  it('counts what each line says, at its cut-off for good', { timeout: PROPERTY_TIMEOUT_MS }, () =>
    hold(
      fc.asyncProperty(
        fc.array(productDraw, { minLength: 1, maxLength: 2 }),
        fc.array(commitDraw, { maxLength: 3 }),
        fc.array(eventDraw, { minLength: 1, maxLength: 30 }),
        fc.array(eventDraw, { minLength: 1, maxLength: 5 }),
        async (products, commits, events, late) => {
          const book = openPriceBook(service)
          const rates = []
          for (const product of products) {
            const id = await makeProduct(service, product)
            const group = product.isGrouped ? [{ model: 'a' }, { model: "b'\\" }] : [undefined]
            const starts = [undefined, ...product.changes.map(timestamp)]
            for (const [index, starting_at] of starts.entries())
              for (const pricing_group_values of group) {
                const commit_rate = { rate_type: 'FLAT', price: 1 } as const
                rates.push([
                  id,
                  {
                    ...priceOf(product, index + 2),
                    commit_rate,
                    ...(starting_at === undefined ? {} : { starting_at }),
                    ...(pricing_group_values === undefined ? {} : { pricing_group_values }),
                  },
                ] as const)
              }
          }
          const card = await book.card(rates)
          const { alias, customerId } = await book.sign(card, {
            starting_at: timestamp(0),
            commits: commits.map(({ from, amount, atCommitRate }, place) => ({
              type: 'PREPAID' as const,
              name: String(place),
              product_id: commitProduct,
              priority: place,
              rate_type: atCommitRate ? ('COMMIT_RATE' as const) : ('LIST_RATE' as const),
              access_schedule: {
                schedule_items: [
                  { amount, starting_at: timestamp(from), ending_before: timestamp(from + HOURS) },
                ],
              },
            })),
          })
          await send(service, alias, events)
          await service.setClock(NOW)
          const invoices = await book.invoices(customerId, { type: 'USAGE' })
          expect(invoices.map(({ status }) => status)).toEqual(['FINALIZED', 'DRAFT'])
          const [final, draft] = invoices.map(({ id }) => id)
          await send(service, alias, late)
          expect((await recounted(service, final)).cutoff).toBeGreaterThan(0)
          expect((await recounted(service, draft)).cutoff).toBeNull()
        },
      ),
      3,
      1270849949,
    ),
  )
})

async function recounted(service: TestService, id = '') {
  const found = await recount(service, id)
  for (const line of found.lines) {
    if (!new Decimal(line.counted).equals(line.quantity)) throw new Error(JSON.stringify(line, null, 1))
  }
  return found
}

async function makeProduct(service: TestService, product: Product): Promise<string> {
  const { v1 } = service.sandbox
  const book = openPriceBook(service)
  const text = SQL_TEXTS[product.metric]
  const isGrouped = product.isGrouped && (text === undefined || product.metric === 'SQL_PLANS')
  product.isGrouped = isGrouped
  const key = isGrouped ? ['model'] : []
  const metric =
    text === undefined
      ? await book.metric(product.metric as 'SUM', key)
      : (await v1.billableMetrics.create({ name: product.metric, sql: text })).data.id
  const id = await book.product({
    type: 'USAGE',
    billable_metric_id: metric,
    ...(isGrouped ? { pricing_group_key: key } : {}),
    ...(product.conversion === null ? {} : { quantity_conversion: product.conversion }),
    ...(product.rounding === null ? {} : { quantity_rounding: product.rounding }),
    ...(product.metric === 'SQL_AT_END' ? { sql_breakdown_granularity: 'SERVICE_PERIOD' as const } : {}),
  })
  if (product.updatedAt !== null) {
    await v1.contracts.products.update({
      product_id: id,
      starting_at: timestamp(product.updatedAt),
      quantity_conversion: { conversion_factor: 2, operation: 'MULTIPLY' },
    })
  }
  return id
}

function priceOf({ isTiered }: Product, price: number) {
  if (!isTiered) return { rate_type: 'FLAT' as const, price }
  return {
    rate_type: 'TIERED' as const,
    tiers: [{ size: 5, price: price * 3 }, { size: 10.5, price: price * 2 }, { price }],
  }
}

async function send(service: TestService, alias: string, events: readonly Event[]): Promise<void> {
  await openPriceBook(service).use(
    alias,
    events.map(({ hour, n, model, user }) => [
      timestamp(hour),
      n,
      model === null ? { user } : { user, model },
    ]),
  )
}

function timestamp(hour: number): string {
  return new Date(START + hour * HOUR_MS).toISOString()
}
