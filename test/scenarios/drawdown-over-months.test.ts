import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DrawdownDesk, openDrawdownDesk, shownLines } from '../support/drawdown.ts'
import { startTestService, type TestService } from '../support/service.ts'

const AUGUST = '2024-08-01T00:00:00Z'
const SEPTEMBER = '2024-09-01T00:00:00Z'
const OCTOBER = '2024-10-01T00:00:00Z'
const A_YEAR_LATER = '2025-08-01T00:00:00Z'

/** The clock goes on from story to story. */
describe('usage that draws on commits and credits', () => {
  let service: TestService
  let desk: DrawdownDesk

  beforeAll(async () => {
    service = await startTestService()
    desk = await openDrawdownDesk(service)
  })
  afterAll(() => service.stop())

  it('carries half of a commit over to the contract that renews its own', async () => {
    const { book, card, commit } = desk
    const { alias, customerId, contractId } = await book.sign(card, {
      ending_before: SEPTEMBER,
      commits: [commit('Old', 1000, { rollover_fraction: 0.5 })],
    })
    await book.use(alias, [['2024-08-05T00:00:00Z', 20]])
    await book.signFor(customerId, {
      rate_card_id: card,
      starting_at: SEPTEMBER,
      ending_before: OCTOBER,
      transition: { type: 'RENEWAL', from_contract_id: contractId },
    })
    await service.setClock('2024-09-10T00:00:00Z')
    await book.use(alias, [['2024-09-05T00:00:00Z', 70]])
    // 800 are left of 1,000, of which 500 may be carried over; 700 are spent.
    const september = await book.usageInvoice(customerId, '2024-09-01')
    expect(september.total).toBe(200)
    const { balances } = await allBalances(customerId)
    const [old, carried] = balances
    expect(shownLedger(old)).toEqual([
      ['PREPAID_COMMIT_SEGMENT_START', '2024-08-01', 1000],
      ['PREPAID_COMMIT_AUTOMATED_INVOICE_DEDUCTION', '2024-09-01', -200],
      ['PREPAID_COMMIT_ROLLOVER', '2024-09-01', -500],
      ['PREPAID_COMMIT_EXPIRATION', '2024-09-01', -300],
    ])
    expect(carried).toMatchObject({ rolled_over_from: { commit_id: old?.id, contract_id: contractId } })
    expect(shownLedger(carried)).toEqual([
      ['PREPAID_COMMIT_SEGMENT_START', '2024-09-01', 500],
      ['PREPAID_COMMIT_AUTOMATED_INVOICE_DEDUCTION', '2024-10-01', -500],
    ])

    const { v1, v2 } = service.sandbox
    const carriedId = carried?.id ?? ''
    const change = { customer_id: customerId, commit_id: carriedId, name: 'Mine' }
    await expect(v2.contracts.editCommit(change)).rejects.toThrow('was carried over')
    await v1.contracts.addManualBalanceEntry({
      customer_id: customerId,
      contract_id: carried?.contract?.id ?? '',
      id: carriedId,
      segment_id: carried?.access_schedule?.schedule_items[0]?.id ?? '',
      amount: -100,
      reason: 'Too much was carried over',
    })
    expect((await book.usageInvoice(customerId, '2024-09-01')).total).toBe(300)
  })

  it('gives back what a voided invoice drew, and draws anew when it is regenerated', async () => {
    const { book, ledgers, card, commit } = desk
    const term = [AUGUST, OCTOBER]
    const { alias, customerId } = await book.sign(card, {
      ending_before: OCTOBER,
      commits: [commit('Prepaid', 1000, {}, term)],
    })
    await book.use(alias, [['2024-08-20T00:00:00Z', 70]])
    // The contract was signed late: its first month is due at the next run.
    await service.setClock('2024-09-10T01:00:00Z')
    const first = await book.usageInvoice(customerId)
    expect([first.status, first.total]).toEqual(['FINALIZED', 0])
    await book.use(alias, [['2024-08-21T00:00:00Z', 40]])
    expect((await book.usageInvoice(customerId)).line_items).toEqual(first.line_items)

    await service.sandbox.v1.invoices.void({ id: first.id })
    expect((await ledgers(customerId))['Prepaid']?.balance).toBe(1000)
    const { data } = await service.sandbox.v1.invoices.regenerate({ id: first.id })
    const all = await book.invoices(customerId, { type: 'USAGE' })
    const again = all.find(({ id }) => id === data?.id)
    // 1,100 are spent now; the voided one stays as it was.
    expect(again).toMatchObject({ status: 'FINALIZED', total: 100, regenerated_from_invoice_id: first.id })
    expect(all.find(({ id }) => id === first.id)).toMatchObject({ status: 'VOID', total: 0 })
    expect((await ledgers(customerId))['Prepaid']).toEqual({
      balance: 0,
      ledger: [
        ['SEGMENT_START', '2024-08-01', 1000],
        ['AUTOMATED_INVOICE_DEDUCTION', '2024-09-01', -700],
        ['AUTOMATED_INVOICE_DEDUCTION', '2024-09-01', -1000],
        ['CANCELED', '2024-09-10', 700],
      ],
    })
  })

  it('bills at the end of the year what was not drawn of a postpaid commit', async () => {
    const { book, ledgers, card, commit } = desk
    const { alias, customerId } = await book.sign(card, {
      starting_at: SEPTEMBER,
      ending_before: A_YEAR_LATER,
      commits: [
        commit(
          'Annual',
          10000,
          {
            type: 'POSTPAID',
            invoice_schedule: { schedule_items: [{ timestamp: A_YEAR_LATER, amount: 10000 }] },
          },
          [SEPTEMBER, A_YEAR_LATER],
        ),
      ],
    })
    await book.use(alias, [['2024-09-02T00:00:00Z', 300]])
    const september = await book.usageInvoice(customerId, '2024-09-01')
    // It is shown what was drawn, and paid all the same.
    expect(shownLines(september)).toEqual([
      ['Units', 'Annual', 300, 10, 3000],
      ['Annual', 'Annual', 1, -3000, -3000],
    ])
    expect(september.total).toBe(3000)
    await service.setClock('2025-08-02T00:00:00Z')
    const [trueup] = await book.invoices(customerId, { type: 'SCHEDULED', status: 'FINALIZED' })
    expect([trueup?.issued_at, trueup?.total]).toEqual(['2025-08-01T00:00:00.000Z', 7000])
    expect((await ledgers(customerId))['Annual']).toEqual({
      balance: 0,
      ledger: [
        ['INITIAL_BALANCE', '2024-09-01', 10000],
        ['AUTOMATED_INVOICE_DEDUCTION', '2024-10-01', -3000],
        ['TRUEUP', '2025-08-01', -7000],
      ],
    })
    // Made anew before the usage, the true-up would bill what that is going to draw again.
    const { invoices } = service.sandbox.v1
    await invoices.void({ id: september.id })
    await invoices.void({ id: trueup?.id ?? '' })
    await expect(invoices.regenerate({ id: trueup?.id ?? '' })).rejects.toThrow(
      'regenerate the voided usage that may draw on it first',
    )
    await invoices.regenerate({ id: september.id })
    await invoices.regenerate({ id: trueup?.id ?? '' })
    const [again] = await book.invoices(customerId, { type: 'SCHEDULED', status: 'FINALIZED' })
    expect(again?.total).toBe(7000)
  })

  async function allBalances(customerId: string) {
    const page = service.sandbox.v1.contracts.listBalances({
      customer_id: customerId,
      include_contract_balances: true,
      include_ledgers: true,
    })
    return { balances: await Array.fromAsync(page) }
  }
})

type Balance = { ledger?: readonly { type: string; timestamp: string; amount: number }[] | undefined }

function shownLedger(balance: Balance | undefined) {
  return (balance?.ledger ?? []).map(({ type, timestamp, amount }) => [type, timestamp.slice(0, 10), amount])
}
