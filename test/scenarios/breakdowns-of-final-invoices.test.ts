import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AUGUST, listBreakdowns, SEPTEMBER, shownWindow } from '../support/breakdowns.ts'
import { USD_CENTS } from '../support/commits.ts'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'

/** The clock goes on from story to story. */
describe('final invoices broken down by time', () => {
  let service: TestService
  let book: ReturnType<typeof openPriceBook>
  let commitProduct: string

  beforeAll(async () => {
    service = await startTestService()
    book = openPriceBook(service)
    await service.setClock('2024-08-20T00:00:00Z')
    commitProduct = await book.product({ name: 'Commit', type: 'FIXED' })
  })
  afterAll(() => service.stop())

  const breakdowns = (customerId: string, query?: object) => listBreakdowns(service, customerId, query)

  it.each([
    ['later', '2024-09-03T00:00:00Z', '2024-09-03T01:00:00Z'],
    ['at the same instant of a clock that stands still', '2024-09-03T01:30:00Z', '2024-09-03T01:30:00Z'],
  ])(
    'counts what came after an invoice was final by its terms, and costs it: %s',
    async (_, finalAt, then) => {
      const units = await book.sumProduct({ name: 'Late' })
      const card = await book.card([[units, { rate_type: 'FLAT', price: 10 }]])
      const access_schedule = {
        schedule_items: [{ amount: 500, starting_at: AUGUST, ending_before: SEPTEMBER }],
      }
      const { alias, customerId, contractId } = await book.sign(card, {
        commits: [{ name: 'Prepaid', type: 'PREPAID', product_id: commitProduct, access_schedule }],
      })
      await book.use(alias, [['2024-08-10T00:00:00Z', 30]])
      await service.setClock(finalAt)
      const lateUsage = async (query = '') =>
        (await service.request('GET', `/ext/customers/${customerId}/late-usage${query}`)).body as {
          data: Record<string, unknown>[]
          next_page: string | null
        }
      expect(await lateUsage()).toEqual({ data: [], next_page: null })

      await service.setClock(then)
      await book.use(alias, [['2024-08-11T00:00:00Z', 7]])
      // A price that was added since, for the whole of August, is not the invoice's.
      await book.addRates(card, [[units, { rate_type: 'FLAT', price: 99 }]])
      // Nor is what was changed of the product, or of what the commit pays for.
      await service.sandbox.v1.contracts.products.update({
        product_id: units,
        starting_at: AUGUST,
        quantity_conversion: { conversion_factor: 10, operation: 'MULTIPLY' },
      })
      const { data } = await service.sandbox.v2.contracts.retrieve({
        customer_id: customerId,
        contract_id: contractId,
      })
      await service.sandbox.v2.contracts.editCommit({
        customer_id: customerId,
        commit_id: data.commits?.[0]?.id ?? '',
        applicable_product_ids: [await book.sumProduct()],
      })
      // Nor what was agreed since.
      const half = { type: 'MULTIPLIER', multiplier: 0.5, product_id: units, starting_at: AUGUST } as const
      await service.sandbox.v2.contracts.edit({
        customer_id: customerId,
        contract_id: contractId,
        add_overrides: [half],
      })
      const august = await book.usageInvoice(customerId)
      expect([august.status, august.total]).toEqual(['FINALIZED', 0])
      const days = await breakdowns(customerId, {
        starting_on: '2024-08-10T00:00:00Z',
        ending_before: '2024-08-12T00:00:00Z',
      })
      expect(days.map(({ status }) => status)).toEqual(['FINALIZED', 'FINALIZED'])
      // The invoice drew 300 of the commit; that it has more left does not cover what came late.
      expect(days.map(shownWindow)).toEqual([
        [
          '08-10',
          '08-11',
          0,
          [
            ['Late', 'Prepaid', undefined, 30, 10, 300],
            ['Prepaid', 'Prepaid', undefined, 1, -300, -300],
          ],
        ],
        ['08-11', '08-12', 70, [['Late', undefined, undefined, 7, 10, 70]]],
      ])
      expect(await lateUsage()).toEqual({
        data: [
          {
            invoice_id: august.id,
            contract_id: contractId,
            issued_at: '2024-09-02T00:00:00.000Z',
            finalized_at: new Date(finalAt).toISOString(),
            starting_at: '2024-08-01T00:00:00.000Z',
            ending_before: '2024-09-01T00:00:00.000Z',
            product_id: units,
            product_name: 'Late',
            credit_type: august.credit_type,
            quantity_billed: 30,
            quantity_now: 37,
            cost: 70,
          },
        ],
        next_page: null,
      })
      await service.sandbox.v1.invoices.void({ id: august.id })
      expect(await lateUsage()).toEqual({ data: [], next_page: null })
      // What was voided is shown where it is asked for, and else by the invoice that stands for it alone.
      const made = await service.sandbox.v1.invoices.regenerate({ id: august.id })
      expect(await windowIds(customerId)).toEqual([made.data?.id])
      expect(await windowIds(customerId, 'VOID')).toEqual([august.id])
    },
  )

  it('shows what was free by a commit’s rate as that, also once nothing is left of what the invoice drew', async () => {
    const { alias, customerId } = await signFreeCalls(100)
    // 40 units at 1, and calls that cost nothing by the commit, of which 60 are left when the second comes.
    await book.use(alias, [
      ['2024-08-05T00:00:00Z', 40],
      ['2024-08-10T00:00:00Z', 0],
    ])
    await service.setClock('2024-09-03T02:00:00Z')
    expect((await book.usageInvoice(customerId)).status).toBe('FINALIZED')
    const days = await breakdowns(customerId, { skip_zero_qty_line_items: true })
    expect(days.map(shownWindow)).toEqual([
      [
        '08-05',
        '08-06',
        0,
        [
          ['Units', 'Prepaid', undefined, 40, 1, 40],
          ['Calls', 'Prepaid', undefined, 1, 0, 0],
          ['Prepaid', 'Prepaid', undefined, 1, -40, -40],
        ],
      ],
      ['08-10', '08-11', 0, [['Calls', 'Prepaid', undefined, 1, 0, 0]]],
    ])
  })

  it('shows what is free by a commit’s rate as covered only until the invoice has used the commit up', async () => {
    const { alias, customerId, contractId } = await signFreeCalls(160)
    const { data } = await service.sandbox.v2.contracts.retrieve({
      customer_id: customerId,
      contract_id: contractId,
    })
    const [signed] = data.commits ?? []
    const addByHand = (amount: number) =>
      service.sandbox.v1.contracts.addManualBalanceEntry({
        id: signed?.id ?? '',
        segment_id: signed?.access_schedule?.schedule_items[0]?.id ?? '',
        customer_id: customerId,
        contract_id: contractId,
        amount,
        reason: 'as agreed',
      })
    await addByHand(-60)
    // Of 160, less these 60, the second 60 units use up what is left; so the third call is at the list price.
    await book.use(alias, [
      ['2024-08-05T00:00:00Z', 40],
      ['2024-08-10T00:00:00Z', 60],
      ['2024-08-15T00:00:00Z', 0],
    ])
    await service.setClock('2024-09-03T03:00:00Z')
    const august = await book.usageInvoice(customerId)
    expect([august.status, august.total]).toEqual(['FINALIZED', 10])
    const shown = async (query: object = {}) =>
      (await breakdowns(customerId, { skip_zero_qty_line_items: true, ...query })).map(
        ({ total, line_items: lines }) => [total, lines.at(-1)?.name],
      )
    const billed = [
      [0, 'Prepaid'],
      [0, 'Prepaid'],
      [10, 'Calls'],
    ]
    expect(await shown()).toEqual(billed)
    // What was given to it since, or given back, was not there then.
    await service.setClock('2024-09-03T03:30:00Z')
    await addByHand(30)
    expect(await shown()).toEqual(billed)
    await service.sandbox.v1.invoices.void({ id: august.id })
    expect(await shown({ status: 'VOID' })).toEqual(billed)
  })

  it('shows what an invoice drew of a recurring credit, and its name, as they were then', async () => {
    const units = await book.sumProduct({ name: 'Units' })
    const card = await book.card([[units, { rate_type: 'FLAT', price: 1 }]])
    const product_id = await book.product({ name: 'Given', type: 'FIXED' })
    const { alias, customerId, contractId } = await book.sign(card, {
      recurring_credits: [
        {
          product_id,
          priority: 1,
          access_amount: { credit_type_id: USD_CENTS, unit_price: 50, quantity: 1 },
          commit_duration: { value: 1 },
          recurrence_frequency: 'WEEKLY',
          proration: 'NONE',
          starting_at: AUGUST,
        },
      ],
    })
    await book.use(alias, [['2024-08-24T00:00:00Z', 60]])
    await service.setClock('2024-09-03T04:00:00Z')
    expect((await book.usageInvoice(customerId)).total).toBe(10)
    const shown = async () =>
      (await breakdowns(customerId, { skip_zero_qty_line_items: true })).map(
        ({ total, line_items: lines }) => [total, lines.map((line) => [line.name, line.total])],
      )
    const drawn = [
      [
        10,
        [
          ['Units', 50],
          ['Units', 10],
          ['Given', -50],
        ],
      ],
    ]
    expect(await shown()).toEqual(drawn)
    await service.sandbox.v1.contracts.products.update({
      product_id,
      starting_at: AUGUST,
      name: 'Lent',
    })
    expect(await shown()).toEqual(drawn)
    // Before the week in which the credit was drawn.
    await service.sandbox.v1.contracts.updateEndDate({
      customer_id: customerId,
      contract_id: contractId,
      ending_before: '2024-08-10T00:00:00Z',
      allow_ending_before_finalized_invoice: true,
    })
    expect(await shown()).toEqual(drawn)
  })

  it('shows what an invoice drew of what was rolled over to a renewal, also where that ends earlier since', async () => {
    const units = await book.sumProduct({ name: 'Units' })
    const card = await book.card([[units, { rate_type: 'FLAT', price: 1 }]])
    const access_schedule = {
      schedule_items: [{ amount: 50, starting_at: AUGUST, ending_before: '2024-08-20T00:00:00Z' }],
    }
    const renewed = await book.sign(card, {
      ending_before: '2024-08-15T00:00:00Z',
      commits: [
        {
          name: 'Prepaid',
          type: 'PREPAID',
          product_id: commitProduct,
          rollover_fraction: 1,
          access_schedule,
        },
      ],
    })
    const { alias, customerId } = renewed
    const { data } = await service.sandbox.v1.contracts.create({
      customer_id: customerId,
      rate_card_id: card,
      starting_at: '2024-08-15T00:00:00Z',
      transition: { type: 'RENEWAL', from_contract_id: renewed.contractId },
    })
    await book.use(alias, [['2024-08-24T00:00:00Z', 60]])
    await service.setClock('2024-09-03T05:00:00Z')
    const shown = async () =>
      (await breakdowns(customerId, { skip_zero_qty_line_items: true })).map(({ total }) => total)
    expect(await shown()).toEqual([10])
    await service.sandbox.v1.contracts.updateEndDate({
      customer_id: customerId,
      contract_id: data.id,
      ending_before: '2024-08-22T00:00:00Z',
      allow_ending_before_finalized_invoice: true,
    })
    expect(await shown()).toEqual([10])
  })

  it('shows what was free by a commit’s rate as that, also where a later invoice used the commit up', async () => {
    const { alias, customerId } = await signFreeCalls(100, '2024-10-01T00:00:00Z')
    await book.use(alias, [
      ['2024-08-05T00:00:00Z', 40],
      ['2024-08-10T00:00:00Z', 0],
      ['2024-09-02T00:00:00Z', 60],
    ])
    await service.setClock('2024-10-03T00:00:00Z')
    expect((await book.usageInvoice(customerId, '2024-09-01')).status).toBe('FINALIZED')
    const days = await breakdowns(customerId, { skip_zero_qty_line_items: true })
    expect(days.map(({ total }) => total)).toEqual([0, 0])
  })

  /** Units at 1, and calls at 10 that are free as long as a commit is there, which can be drawn until a date. */
  async function signFreeCalls(amount: number, ending_before = SEPTEMBER) {
    const units = await book.sumProduct({ name: 'Units' })
    const calls = await book.product({
      name: 'Calls',
      type: 'USAGE',
      billable_metric_id: await book.metric('COUNT'),
    })
    const flat = (price: number) => ({ rate_type: 'FLAT' as const, price })
    const card = await book.card([
      [units, flat(1)],
      [calls, { ...flat(10), commit_rate: flat(0) }],
    ])
    const access_schedule = { schedule_items: [{ amount, starting_at: AUGUST, ending_before }] }
    const commit = { name: 'Prepaid', product_id: commitProduct, access_schedule }
    return book.sign(card, { commits: [{ ...commit, type: 'PREPAID', rate_type: 'COMMIT_RATE' }] })
  }

  /** The invoices of the windows of a day in August. */
  async function windowIds(customer_id: string, status?: string) {
    const windows = await Array.fromAsync(
      service.sandbox.v1.customers.invoices.listBreakdowns({
        customer_id,
        starting_on: '2024-08-02T00:00:00Z',
        ending_before: '2024-08-03T00:00:00Z',
        ...(status === undefined ? {} : { status }),
      }),
    )
    return windows.map(({ id }) => id)
  }
})
