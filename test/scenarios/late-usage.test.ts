import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'

const list = { rate_type: 'TIERED', tiers: [{ size: 5, price: 3 }, { price: 2 }] } as const
const flat = { rate_type: 'FLAT', price: 1 } as const
const tiered = { rate_type: 'TIERED', tiers: [{ size: 4, price: 1 }, { price: 0.5 }] } as const

/** The clock goes on from story to story. */
describe('usage that came late', () => {
  let service: TestService
  let book: ReturnType<typeof openPriceBook>
  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-09-01T00:00:00Z')
    book = openPriceBook(service)
  })
  afterAll(() => service.stop())

  /** Ten units are billed, whose list price is 5 at 3 and 5 at 2: 25. A commit covers them, or some. */
  async function openAugust(commitRate: object, amount: number) {
    const units = await book.sumProduct()
    const signed = await book.sign(
      await book.card([[units, { ...list, commit_rate: commitRate } as never]]),
      {
        commits: [
          {
            type: 'PREPAID',
            product_id: await book.product({ type: 'FIXED' }),
            rate_type: 'COMMIT_RATE',
            access_schedule: {
              schedule_items: [
                { amount, starting_at: '2024-08-01T00:00:00Z', ending_before: '2024-10-01T00:00:00Z' },
              ],
            },
          },
        ],
      },
    )
    await book.use(signed.alias, [
      ['2024-08-10T10:00:00Z', 4],
      ['2024-08-20T10:00:00Z', 6],
    ])
    return signed
  }

  async function lateUsage(customerId: string) {
    const { body } = await service.request('GET', `/ext/customers/${customerId}/late-usage`)
    const { data } = body as { data: { quantity_billed: number; quantity_now: number; cost: number }[] }
    return data.map((one) => [one.quantity_billed, one.quantity_now, one.cost])
  }

  it('costs what it would at the list price, whatever the commit paid', async () => {
    const covered = await openAugust(flat, 1000)
    const inPart = await openAugust(flat, 6)
    const inTiers = await openAugust(tiered, 1000)
    const moved = await openAugust(flat, 1000)
    await service.setClock('2024-09-03T00:00:00Z')
    for (const { alias } of [covered, inPart, inTiers]) {
      await book.use(alias, [['2024-08-21T10:00:00Z', 2]])
    }
    await service.sandbox.v1.customers.setIngestAliases({ customer_id: moved.customerId, ingest_aliases: [] })

    // Two more at 2.
    for (const { customerId } of [covered, inPart, inTiers]) {
      expect(await lateUsage(customerId)).toEqual([[10, 12, 4]])
    }
    // Nothing is the customer's now.
    expect(await lateUsage(moved.customerId)).toEqual([[10, 0, -25]])
  })

  it('is listed by no filter but those there are, which is said of the query', async () => {
    const { customerId } = await openAugust(flat, 1000)
    const { status, body } = await service.request('GET', `/ext/customers/${customerId}/late-usage?since=now`)
    expect([status, body]).toEqual([400, { message: 'query: Unrecognized key: "since"' }])
  })

  it('is also what makes usage cost otherwise that is no more and no less', async () => {
    const highest = await book.product({ type: 'USAGE', billable_metric_id: await book.metric('MAX') })
    const changed = { starting_at: '2024-09-15T00:00:00Z', rate_type: 'FLAT', price: 3 } as const
    const card = await book.card([
      [highest, { ...flat, commit_rate: flat }],
      [highest, { ...changed, commit_rate: flat }],
    ])
    const schedule_items = [
      { amount: 1000, starting_at: '2024-09-01T00:00:00Z', ending_before: '2024-10-01T00:00:00Z' },
    ]
    const product_id = await book.product({ type: 'FIXED' })
    const commit = { type: 'PREPAID', product_id, rate_type: 'COMMIT_RATE' } as const
    const commits = [{ ...commit, access_schedule: { schedule_items } }]
    const plain = await book.sign(card, { starting_at: '2024-09-01T00:00:00Z' })
    const covered = await book.sign(card, { starting_at: '2024-09-01T00:00:00Z', commits })
    await service.setClock('2024-09-21T00:00:00Z')
    for (const { alias } of [plain, covered]) await book.use(alias, [['2024-09-20T10:00:00Z', 10]])
    await service.setClock('2024-10-03T00:00:00Z')
    for (const { customerId } of [plain, covered]) expect(await lateUsage(customerId)).toEqual([])
    for (const { alias } of [plain, covered]) await book.use(alias, [['2024-09-05T10:00:00Z', 10]])

    // The highest of the month is still 10, and was reached while its list price was 1: 10 - 30.
    for (const { customerId } of [plain, covered]) {
      expect(await lateUsage(customerId)).toEqual([[10, 10, -20]])
    }
  })

  it('is listed page by page over the invoices that stand', async () => {
    const units = await book.sumProduct()
    const others = await book.sumProduct()
    const rates = [units, others].map((id) => [id, { rate_type: 'FLAT', price: 2 }] as const)
    const { alias, customerId } = await book.sign(await book.card([...rates]))
    await service.setClock('2024-10-03T12:00:00Z')
    await book.use(alias, [
      ['2024-08-31T10:00:00Z', 3],
      ['2024-09-10T10:00:00Z', 4],
    ])
    const pageOf = async (cursor: string | null) => {
      const query = new URLSearchParams({ limit: '2', ...(cursor === null ? {} : { next_page: cursor }) })
      const { body } = await service.request(
        'GET',
        `/ext/customers/${customerId}/late-usage?${query.toString()}`,
      )
      return body as { data: { invoice_id: string; cost: number }[]; next_page: string | null }
    }
    const late = async () => {
      const found: number[] = []
      let cursor: string | null = null
      do {
        const { data, next_page }: Awaited<ReturnType<typeof pageOf>> = await pageOf(cursor)
        found.push(...data.map(({ cost }) => cost))
        cursor = next_page
      } while (cursor !== null)
      return found
    }
    // Three of each of two products at 2 in August, and four in September.
    expect(await late()).toEqual([6, 6, 8, 8])
    const [august] = await book.invoices(customerId, { status: 'FINALIZED', sort: 'date_asc' })
    const id = august?.id ?? ''
    await service.sandbox.v1.invoices.void({ id })
    expect(await late()).toEqual([8, 8])
    await service.sandbox.v1.invoices.regenerate({ id })
    expect(await late()).toEqual([8, 8])
  })

  it('moves the tiers of what was billed after it, where its contract ended between and was made longer', async () => {
    const units = await book.sumProduct()
    const card = await book.card([[units, { ...list, commit_rate: flat } as never]])
    const schedule_items = [
      { amount: 1000, starting_at: '2024-10-01T00:00:00Z', ending_before: '2024-12-01T00:00:00Z' },
    ]
    const product_id = await book.product({ type: 'FIXED' })
    const commit = { type: 'PREPAID', product_id, rate_type: 'COMMIT_RATE' } as const
    const dates = { starting_at: '2024-10-01T00:00:00Z', ending_before: '2024-10-05T00:00:00Z' }
    const plain = await book.sign(card, dates)
    const covered = await book.sign(card, {
      ...dates,
      commits: [{ ...commit, access_schedule: { schedule_items } }],
    })
    const both = [plain, covered]
    for (const { alias } of both) await book.use(alias, [['2024-10-02T10:00:00Z', 3]])
    await service.setClock('2024-10-06T00:00:00Z')
    for (const { customerId, contractId } of both) {
      await service.sandbox.v1.contracts.updateEndDate({
        customer_id: customerId,
        contract_id: contractId,
        ending_before: '2024-12-01T00:00:00Z',
      })
    }
    await service.setClock('2024-10-25T00:00:00Z')
    for (const { alias } of both) await book.use(alias, [['2024-10-20T10:00:00Z', 6]])
    await service.setClock('2024-11-03T00:00:00Z')
    for (const { customerId } of both) expect(await lateUsage(customerId)).toEqual([])
    for (const { alias } of both) await book.use(alias, [['2024-10-03T10:00:00Z', 4]])

    // 3 at 3 are 5 at 3 and 2 at 2 now; the 6 after them, of which 2 were at 3 still, are all at 2.
    for (const { customerId } of both) {
      expect(await lateUsage(customerId)).toEqual([
        [3, 7, 10],
        [6, 6, -2],
      ])
    }
  })

  it('is followed by what composites take of it, also where it is of another contract', async () => {
    const units = await book.sumProduct()
    const fee = async (composite_scope: 'CONTRACT' | 'CUSTOMER') => {
      const product = await book.product({
        type: 'COMPOSITE',
        composite_product_ids: [units],
        composite_scope,
      })
      return [product, { rate_type: 'PERCENTAGE', price: 0.1 }] as const
    }
    const november = { starting_at: '2024-11-01T00:00:00Z' }
    const usage = [units, { rate_type: 'FLAT', price: 2 }] as const
    const signed = await book.sign(await book.card([usage, await fee('CONTRACT')]), {
      ...november,
      credits: [
        {
          product_id: await book.product({ type: 'FIXED' }),
          access_schedule: {
            schedule_items: [
              { amount: 21, starting_at: '2024-11-01T00:00:00Z', ending_before: '2024-12-01T00:00:00Z' },
            ],
          },
        },
      ],
    })
    const share = await book.card([await fee('CUSTOMER')])
    await book.signFor(signed.customerId, { ...november, rate_card_id: share })
    await service.setClock('2024-11-21T12:00:00Z')
    await book.use(signed.alias, [['2024-11-10T10:00:00Z', 10]])
    await service.setClock('2024-12-03T00:00:00Z')
    expect(await lateUsage(signed.customerId)).toEqual([])
    await book.use(signed.alias, [['2024-11-21T10:00:00Z', 2]])

    // Two more at 2, of which each fee takes a tenth: 2 of 20 was billed, half of one by the credit, and is 2.4 of 24.
    const byQuantity = (one: number[], other: number[]) => (one[0] ?? 0) - (other[0] ?? 0)
    expect((await lateUsage(signed.customerId)).sort(byQuantity)).toEqual([
      [10, 12, 4],
      [20, 24, 0.4],
      [20, 24, 0.4],
    ])
  })

  it('is none where a contract was archived since whose spend a composite of the customer counted', async () => {
    const units = await book.sumProduct()
    const fee = await book.product({
      type: 'COMPOSITE',
      composite_product_ids: [units],
      composite_scope: 'CUSTOMER',
    })
    const december = { starting_at: '2024-12-01T00:00:00Z' }
    const { alias, customerId, contractId } = await book.sign(
      await book.card([[units, { rate_type: 'FLAT', price: 2 }]]),
      december,
    )
    const share = await book.card([[fee, { rate_type: 'PERCENTAGE', price: 0.1 }]])
    await book.signFor(customerId, { ...december, rate_card_id: share })
    await service.setClock('2024-12-21T00:00:00Z')
    await book.use(alias, [['2024-12-10T10:00:00Z', 10]])
    await service.setClock('2025-01-03T00:00:00Z')
    const archived = { customer_id: customerId, contract_id: contractId, void_invoices: false }
    await service.sandbox.v1.contracts.archive(archived)
    expect(await lateUsage(customerId)).toEqual([])
    await book.use(alias, [['2024-12-20T10:00:00Z', 5]])

    // Each as it was finalized: five more at 2, of which the fee was a tenth.
    const sorted = (await lateUsage(customerId)).sort((one, other) => (one[2] ?? 0) - (other[2] ?? 0))
    expect(sorted).toEqual([
      [20, 30, 1],
      [10, 15, 10],
    ])

    const fees = (await book.invoices(customerId)).filter(({ contract_id }) => contract_id !== contractId)
    await service.sandbox.v1.invoices.void({ id: fees[0]?.id ?? '' })
    await service.sandbox.v1.invoices.regenerate({ id: fees[0]?.id ?? '' })
    // It is made anew after the contract was archived, while the clock stands, and bills nothing of what that spent.
    expect(await lateUsage(customerId)).toEqual([[10, 15, 10]])
  })
})
