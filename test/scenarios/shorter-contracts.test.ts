import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { USD_CENTS } from '../support/commits.ts'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'

const AUGUST = '2024-08-01T00:00:00Z'

describe('a contract that is made to end before what its final invoice drew', () => {
  let service: TestService
  let book: ReturnType<typeof openPriceBook>

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-31T00:00:00Z')
    book = openPriceBook(service)
  })
  afterAll(() => service.stop())

  it('leaves in the ledgers what was drawn of weekly credits, as of credits that were given one by one', async () => {
    const product_id = await book.product({ name: 'Given', type: 'FIXED' })
    const card = await book.card([
      [await book.sumProduct({ name: 'Units' }), { rate_type: 'FLAT', price: 1 }],
    ])
    const given = { product_id, priority: 1 }
    const weekly = await book.sign(card, {
      recurring_credits: [
        {
          ...given,
          access_amount: { credit_type_id: USD_CENTS, unit_price: 50, quantity: 1 },
          commit_duration: { value: 1 },
          recurrence_frequency: 'WEEKLY',
          proration: 'NONE',
          starting_at: AUGUST,
        },
      ],
    })
    const weeks = ['2024-08-01', '2024-08-08', '2024-08-15', '2024-08-22', '2024-08-29', '2024-09-05']
    const single = await book.sign(card, {
      credits: weeks.slice(0, -1).map((start, index) => ({
        ...given,
        access_schedule: {
          credit_type_id: USD_CENTS,
          schedule_items: [
            {
              amount: 50,
              starting_at: `${start}T00:00:00Z`,
              ending_before: `${weeks[index + 1] ?? ''}T00:00:00Z`,
            },
          ],
        },
      })),
    })
    const both = [weekly, single]
    for (const { alias } of both) {
      await book.use(alias, [
        ['2024-08-04T00:00:00Z', 20],
        ['2024-08-24T00:00:00Z', 40],
      ])
    }
    await service.setClock('2024-09-03T00:00:00Z')
    for (const { customerId } of both) expect((await book.usageInvoice(customerId)).total).toBe(0)

    const { contracts } = service.sandbox.v1
    const end = async (date: string | undefined) => {
      for (const { customerId: customer_id, contractId: contract_id } of both) {
        const ending = date === undefined ? {} : { ending_before: `${date}T00:00:00Z` }
        await contracts.updateEndDate({
          customer_id,
          contract_id,
          allow_ending_before_finalized_invoice: true,
          ...ending,
        })
      }
    }
    /** Of each credit what is left, and its ledger. */
    const ledgers = async ({ customerId: customer_id }: { customerId: string }) => {
      const { data } = await contracts.listBalances({
        customer_id,
        include_contract_balances: true,
        include_balance: true,
        include_ledgers: true,
      })
      const of = data.map(({ balance, ledger = [] }) => [
        balance,
        ...ledger.map(({ type, amount, timestamp }) => [
          type.replace('CREDIT_', ''),
          amount,
          timestamp.slice(5, 10),
        ]),
      ])
      const net = await contracts.getNetBalance({ customer_id, credit_type_id: USD_CENTS })
      return { of, net: net.data.balance }
    }
    await end('2024-08-10')
    const left = {
      net: 0,
      of: [
        [
          0,
          ['SEGMENT_START', 50, '08-01'],
          ['EXPIRATION', -30, '08-08'],
          ['AUTOMATED_INVOICE_DEDUCTION', -20, '09-01'],
        ],
        [0, ['SEGMENT_START', 50, '08-08'], ['EXPIRATION', -50, '08-10']],
        [
          0,
          ['SEGMENT_START', 50, '08-22'],
          ['EXPIRATION', -10, '08-22'],
          ['AUTOMATED_INVOICE_DEDUCTION', -40, '09-01'],
        ],
      ],
    }
    expect(await ledgers(single)).toEqual(left)
    expect(await ledgers(weekly)).toEqual(left)
    await end(undefined)
    // What recurs is granted again, and what was drawn of it once.
    const again = await ledgers(weekly)
    expect(again.of.map(([balance]) => balance)).toEqual([0, 0, 0, 0, 50, 0])
    expect(again.net).toBe(50)
    const deductions = again.of
      .flatMap((one) => one.slice(1))
      .filter((entry) => String(entry).includes('DEDUCTION'))
    expect(deductions).toHaveLength(2)
  })
})
