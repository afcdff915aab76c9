import type { Contracts } from '@metronome/sdk/resources/v1/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLedgers } from '../support/ledgers.ts'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'

const AUGUST = '2024-08-01T00:00:00Z'
const AUGUST_16 = '2024-08-16T00:00:00Z'
const NOW = '2024-08-20T00:00:00Z'
const USD_CENTS = '2714e483-4ff1-48e4-9e25-ac732e8f24f2'

/** Units at 10 cents, whose events name the user; a team has 310 cents a month for each seat, and it is 20 August. */
describe('what seats have to draw', () => {
  let service: TestService
  let book: ReturnType<typeof openPriceBook>
  let ledgers: ReturnType<typeof openLedgers>['ledgers']
  let seats: string
  let grant: string
  let card: string

  beforeAll(async () => {
    service = await startTestService()
    book = openPriceBook(service)
    ledgers = openLedgers(service).ledgers
    await service.setClock(NOW)
    const units = await book.sumProduct({ name: 'Units', presentation_group_key: ['user'] })
    seats = await book.product({ name: 'Seats', type: 'SUBSCRIPTION' })
    grant = await book.product({ name: 'Grant', type: 'FIXED' })
    card = await book.card([
      [units, { rate_type: 'FLAT', price: 10 }],
      [seats, { rate_type: 'FLAT', price: 0, billing_frequency: 'MONTHLY' }],
    ])
  })
  afterAll(() => service.stop())

  /** Ada's and Bob's team from 1 August on, which Cleo joins on the 16th. */
  async function signTeam(allocation: 'INDIVIDUAL' | 'POOLED') {
    const signed = await book.sign(card, {
      subscriptions: [
        {
          temporary_id: 'team',
          subscription_rate: { billing_frequency: 'MONTHLY', product_id: seats },
          collection_schedule: 'ARREARS',
          proration: {},
          quantity_management_mode: 'SEAT_BASED',
          seat_config: { initial_seat_ids: ['ada', 'bob'], seat_group_key: 'user' },
        },
      ],
      recurring_credits: [
        {
          name: 'Monthly',
          product_id: grant,
          priority: 1,
          access_amount: { unit_price: 310, credit_type_id: USD_CENTS },
          starting_at: AUGUST,
          commit_duration: { value: 1 },
          subscription_config: {
            subscription_id: 'team',
            allocation,
            apply_seat_increase_config: { is_prorated: true },
          },
        },
      ],
    })
    const ref = { customer_id: signed.customerId, contract_id: signed.contractId }
    const { v2 } = service.sandbox
    const { data } = await v2.contracts.retrieve(ref)
    const cleo = { seat_ids: ['cleo'], starting_at: AUGUST_16 }
    await v2.contracts.edit({
      ...ref,
      update_subscriptions: [
        { subscription_id: data.subscriptions?.[0]?.id ?? '', seat_updates: { add_seat_ids: [cleo] } },
      ],
    })
    return { ...signed, ref }
  }

  it('is each seat’s own where it is allocated to each', async () => {
    const { alias, customerId, ref } = await signTeam('INDIVIDUAL')
    await book.use(alias, [
      ['2024-08-05T10:00:00Z', 40, { user: 'ada' }],
      ['2024-08-06T10:00:00Z', 10, { user: 'bob' }],
      ['2024-08-10T10:00:00Z', 5, { user: 'cleo' }],
      ['2024-08-18T10:00:00Z', 20, { user: 'cleo' }],
      ['2024-08-19T10:00:00Z', 3, { user: 'dora' }],
    ])
    // Ada pays for 400 - 310, though Bob leaves 210. Cleo has 16 of 31 days: 310 / 31 * 16 = 160; of 200 she pays 40, and
    // the 50 from before she joined. Dora has no seat. 90 + 40 + 50 + 30 = 210.
    const august = await book.usageInvoice(customerId)
    expect(august.total).toBe(210)
    expect(uncovered(august.line_items)).toEqual([
      ['ada', 90],
      ['cleo', 90],
      ['dora', 30],
    ])
    expect(await seatsOf(ref)).toEqual({
      ada: {
        left: 0,
        granted: 310,
        ledger: [
          ['SEGMENT_START', '2024-08-01', 310],
          ['AUTOMATED_INVOICE_DEDUCTION', '2024-09-01', -310],
        ],
      },
      bob: {
        left: 210,
        granted: 310,
        ledger: [
          ['SEGMENT_START', '2024-08-01', 310],
          ['AUTOMATED_INVOICE_DEDUCTION', '2024-09-01', -100],
        ],
      },
      cleo: {
        left: 0,
        granted: 160,
        ledger: [
          ['SEGMENT_START', '2024-08-16', 160],
          ['AUTOMATED_INVOICE_DEDUCTION', '2024-09-01', -160],
        ],
      },
    })
  })

  it('is everyone’s where it is pooled, and grows with the team', async () => {
    const { alias, customerId, ref } = await signTeam('POOLED')
    await book.use(alias, [
      ['2024-08-05T10:00:00Z', 40, { user: 'ada' }],
      ['2024-08-18T10:00:00Z', 50, { user: 'dora' }],
    ])
    // Two seats have 620, of which 400 are drawn; from the 16th on there are 160 more: 500 - 220 - 160 = 120.
    const august = await book.usageInvoice(customerId)
    expect(august.total).toBe(120)
    expect(uncovered(august.line_items)).toEqual([['dora', 120]])
    expect(await ledgers(customerId, { covering_date: NOW })).toEqual({
      Monthly: {
        balance: 0,
        ledger: [
          ['SEGMENT_START', '2024-08-01', 620],
          ['SEAT_BASED_ADJUSTMENT', '2024-08-16', 160],
          ['AUTOMATED_INVOICE_DEDUCTION', '2024-09-01', -620],
          ['AUTOMATED_INVOICE_DEDUCTION', '2024-09-01', -160],
        ],
      },
    })
    // No seat has anything of its own.
    expect(Object.values(await seatsOf(ref)).map(({ granted }) => granted)).toEqual([0, 0, 0])
  })

  it('is nothing once the contract is over, and each says that it ended then', async () => {
    const { ref } = await signTeam('INDIVIDUAL')
    const { contracts } = service.sandbox.v1
    await contracts.updateEndDate({ ...ref, ending_before: '2024-08-18T00:00:00Z' })
    const asked = { ...ref, seat_ids: ['ada'], include_credits_and_commits: true, include_ledgers: true }
    const { data } = await contracts.listSeatBalances({ ...asked, covering_date: '2024-08-17T00:00:00Z' })
    // What August granted when it began, of which nothing was used.
    expect(data).toMatchObject([
      {
        balances: [{ balance: 0, starting_balance: 310 }],
        credits: [
          {
            start_date: '2024-08-01T00:00:00.000Z',
            end_date: '2024-08-18T00:00:00.000Z',
            ledger_entries: [
              { type: 'CREDIT_SEGMENT_START', amount: 310 },
              { type: 'CREDIT_EXPIRATION', amount: -310, timestamp: '2024-08-18T00:00:00.000Z' },
            ],
          },
        ],
      },
    ])
    const now = await contracts.listSeatBalances({ ...asked, covering_date: NOW })
    expect(now.data).toMatchObject([{ seat_id: 'ada', balances: [], credits: [] }])
  })

  type SeatRef = Parameters<Contracts['listSeatBalances']>[0]

  /** What each seat has in August: what is left, what was granted, and the ledger. */
  async function seatsOf(ref: Pick<SeatRef, 'customer_id' | 'contract_id'>) {
    const { data } = await service.sandbox.v1.contracts.listSeatBalances({
      ...ref,
      covering_date: NOW,
      include_credits_and_commits: true,
      include_ledgers: true,
    })
    return Object.fromEntries(
      data.map(({ seat_id: seatId, balances, credits = [] }) => {
        const [total] = balances
        const ledger = credits.flatMap(({ ledger_entries: entries = [] }) =>
          entries.map(({ type, timestamp, amount }) => [
            type.slice('CREDIT_'.length),
            timestamp.slice(0, 10),
            amount,
          ]),
        )
        return [seatId, { left: total?.balance ?? 0, granted: total?.starting_balance ?? 0, ledger }]
      }),
    )
  }
})

type Line = {
  type: string
  commit_id?: string
  presentation_group_values?: Record<string, string | null>
  total: number
}

/** What no credit covers, by user. */
function uncovered(lines: readonly Line[]) {
  return lines
    .filter(({ type, commit_id: covered, total }) => type === 'usage' && covered === undefined && total !== 0)
    .map(({ presentation_group_values: values, total }) => [values?.['user'], total])
}
