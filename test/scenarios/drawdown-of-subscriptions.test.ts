import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DrawdownDesk, openDrawdownDesk, shownLines } from '../support/drawdown.ts'
import { startTestService, type TestService } from '../support/service.ts'

const JUNE = '2024-06-01T00:00:00Z'
const JULY = '2024-07-01T00:00:00Z'
const AUGUST = '2024-08-01T00:00:00Z'
const SEPTEMBER = '2024-09-01T00:00:00Z'
const OCTOBER = '2024-10-01T00:00:00Z'

describe('a subscription that draws on commits and credits', () => {
  let service: TestService
  let desk: DrawdownDesk

  beforeAll(async () => {
    service = await startTestService()
    desk = await openDrawdownDesk(service)
  })
  afterAll(() => service.stop())

  /** A card with units at 10, or 5 where a commit has its own rate, and a seat at 100; and one seat of it. */
  async function oneSeat(
    schedule: 'ADVANCE' | 'ARREARS',
    frequency: 'WEEKLY' | 'MONTHLY' | 'QUARTERLY' = 'MONTHLY',
  ) {
    const { book, units } = desk
    const seats = await book.product({ type: 'SUBSCRIPTION', name: 'Seats' })
    const card = await book.card([
      [units, { rate_type: 'FLAT', price: 10, commit_rate: { rate_type: 'FLAT', price: 5 } }],
      [seats, { rate_type: 'FLAT', price: 100, billing_frequency: frequency }],
    ])
    const subscription = {
      subscription_rate: { product_id: seats, billing_frequency: frequency },
      collection_schedule: schedule,
      proration: { is_prorated: false, invoice_behavior: 'BILL_ON_NEXT_COLLECTION_DATE' as const },
      initial_quantity: 1,
    }
    return { card, subscriptions: [subscription] }
  }

  it('in arrears comes after all usage of its time', async () => {
    const { book, commit } = desk
    const { card, subscriptions } = await oneSeat('ARREARS')
    const atItsRate = commit('Prepaid', 40, { rate_type: 'COMMIT_RATE' })
    const { alias, customerId } = await book.sign(card, { subscriptions, commits: [atItsRate] })
    await book.use(alias, [
      ['2024-08-05T10:30:00Z', 5],
      ['2024-08-20T23:30:00Z', 1],
    ])
    const august = await book.usageInvoice(customerId)
    // 6 units at the commit's rate are 30; 10 are left for a tenth of the seat.
    expect(shownLines(august)).toEqual([
      ['Units', 'Prepaid', 6, 5, 30],
      ['Seats', 'Prepaid', 0.1, 100, 10],
      ['Seats', null, 0.9, 100, 90],
      ['Prepaid', 'Prepaid', 1, -40, -40],
    ])
    expect(august.total).toBe(90)
  })

  it('in arrears for a quarter draws on what is there as the quarter ends', async () => {
    const { book, credit, ledgers } = desk
    const { card, subscriptions } = await oneSeat('ARREARS', 'QUARTERLY')
    const { customerId } = await book.sign(card, {
      starting_at: JUNE,
      subscriptions,
      credits: [
        credit('Of June', 60, { priority: 1 }, [JUNE, JULY]),
        credit('Of August', 70, { priority: 2 }, [AUGUST, SEPTEMBER]),
      ],
    })
    expect((await book.usageInvoice(customerId)).total).toBe(30)
    const { 'Of June': june, 'Of August': august } = await ledgers(customerId)
    expect(june?.ledger).toEqual([
      ['SEGMENT_START', '2024-06-01', 60],
      ['EXPIRATION', '2024-07-01', -60],
    ])
    expect(august?.ledger.slice(0, 2)).toEqual([
      ['SEGMENT_START', '2024-08-01', 70],
      ['AUTOMATED_INVOICE_DEDUCTION', '2024-09-01', -70],
    ])
  })

  it('in advance draws on what is there as its time begins', async () => {
    const { book, credit } = desk
    const { card, subscriptions } = await oneSeat('ADVANCE')
    const { customerId } = await book.sign(card, {
      subscriptions,
      credits: [
        // The first seat, of August, has an invoice of its own and leaves 20.
        credit('Of August', 120, { priority: 1 }, [AUGUST, SEPTEMBER]),
        credit('Of September', 70, { priority: 2 }, [SEPTEMBER, OCTOBER]),
      ],
    })
    const august = await book.usageInvoice(customerId)
    expect(shownLines(august)).toEqual([
      ['Units', null, 0, 10, 0],
      ['Seats', 'Of September', 0.7, 100, 70],
      ['Seats', null, 0.3, 100, 30],
      ['Of September', 'Of September', 1, -70, -70],
    ])
  })

  it('in advance draws the same where its invoice is made anew, also what was added and billed later', async () => {
    const { book, credit } = desk
    const { card, subscriptions } = await oneSeat('ADVANCE', 'WEEKLY')
    const { customerId, contractId } = await book.sign(card, {
      subscriptions,
      credits: [credit('Until the 20th', 2000, {}, [AUGUST, '2024-08-20T00:00:00Z'])],
    })
    await service.setClock('2024-08-21T00:00:00Z')
    // The seat of the week from 1 August on is final. There were three from then on.
    const ref = { customer_id: customerId, contract_id: contractId }
    const { data } = await service.sandbox.v2.contracts.retrieve(ref)
    const subscription_id = data.subscriptions?.[0]?.id ?? ''
    const quantity_updates = [{ quantity: 3, starting_at: AUGUST }]
    await service.sandbox.v2.contracts.edit({
      ...ref,
      update_subscriptions: [{ subscription_id, quantity_updates }],
    })
    await service.setClock('2024-09-03T00:00:00Z')
    const { id, total, status } = await book.usageInvoice(customerId)
    // Two seats of the first week, and three of those from the 8th and 15th on, are covered; of the 22nd and 29th, none.
    expect([status, total]).toEqual(['FINALIZED', 600])
    const { body } = await service.request('GET', `/ext/invoices/${id}/diff?with=now`)
    expect(body).toMatchObject({ data: { total: { invoice: 600, with: 600, difference: 0 } } })
  })
})
