import { BadRequestError, NotFoundError } from '@metronome/sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AUGUST, august, NOW, openCommitProducts, SEPTEMBER, USD_CENTS } from '../support/commits.ts'
import { startTestService, type TestService } from '../support/service.ts'

const NOBODY = '00000000-0000-4000-8000-000000000000'

describe('what is left of commits and credits', () => {
  let service: TestService
  let fixed: string
  let seats: string
  let rateCardId: string
  let customer: string
  let alias = ''
  let customers = 0

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock(NOW)
    ;({ seats, fixed, rateCardId } = await openCommitProducts(service, { requests: 10, seats: 0 }))
  })
  afterAll(() => service.stop())

  beforeEach(async () => {
    customers += 1
    alias = `acme-${customers}`
    const { data } = await service.sandbox.v1.customers.create({ name: alias, ingest_aliases: [alias] })
    customer = data.id
  })

  /** A contract with a commit of 100, of which three requests at 10 have drawn 30, and a credit of the customer of 50. */
  async function draw(terms: { ending_before?: string } = {}) {
    const { v1 } = service.sandbox
    const contract = await v1.contracts.create({
      customer_id: customer,
      rate_card_id: rateCardId,
      starting_at: AUGUST,
      ...terms,
      commits: [
        {
          type: 'PREPAID',
          rollover_fraction: 0.5,
          product_id: fixed,
          name: 'Deal',
          priority: 1,
          access_schedule: august(100),
        },
      ],
    })
    const credit = await v1.customers.credits.create({
      customer_id: customer,
      product_id: fixed,
      name: 'Trial',
      priority: 2,
      access_schedule: august(50),
      custom_fields: { campaign: 'trial' },
    })
    await v1.usage.ingest({
      usage: ['a', 'b', 'c'].map((id) => ({
        transaction_id: `${alias}-${id}`,
        customer_id: alias,
        event_type: 'request',
        timestamp: '2024-08-10T00:00:00Z',
      })),
    })
    return { customer_id: customer, contract_id: contract.data.id, creditId: credit.data.id }
  }

  const list = async (body: object = {}) => {
    const { data } = await service.sandbox.v1.contracts.listBalances({
      customer_id: customer,
      include_contract_balances: true,
      include_balance: true,
      ...body,
    })
    return data
  }

  const net = async (body: object = {}) =>
    (await service.sandbox.v1.contracts.getNetBalance({ customer_id: customer, ...body })).data.balance

  it('is what a draft did not draw, and the ledger says how it came to that', async () => {
    const { contract_id: contractId } = await draw()
    const [draft] = await Array.fromAsync(
      service.sandbox.v1.customers.invoices.list({ customer_id: customer }),
    )
    const [commit, credit] = await list({ include_ledgers: true })
    const [segment] = commit?.access_schedule?.schedule_items ?? []
    // 100 - 3 × 10
    expect(commit).toMatchObject({ name: 'Deal', balance: 70, created_by: 'API' })
    expect(commit?.ledger).toEqual([
      { type: 'PREPAID_COMMIT_SEGMENT_START', timestamp: AUGUST, amount: 100, segment_id: segment?.id },
      {
        type: 'PREPAID_COMMIT_AUTOMATED_INVOICE_DEDUCTION',
        timestamp: SEPTEMBER,
        amount: -30,
        segment_id: segment?.id,
        invoice_id: draft?.id,
        contract_id: contractId,
      },
    ])
    expect(credit).toMatchObject({ name: 'Trial', balance: 50, ledger: [{ type: 'CREDIT_SEGMENT_START' }] })
  })

  it('is in contracts and lists of commits where it is asked for', async () => {
    const { creditId: _, ...ref } = await draw()
    const { v1, v2 } = service.sandbox
    const asked = { ...ref, include_balance: true, include_ledgers: true }
    const balance = 70
    expect((await v2.contracts.retrieve(asked)).data.commits[0]).toMatchObject({ balance })
    const first = (await v1.contracts.retrieve(asked)).data
    expect(first.current.commits[0]).toMatchObject({ balance })
    expect(first.initial.commits[0]?.ledger).toHaveLength(2)
    const [listed] = (await v1.contracts.list({ customer_id: customer, include_balance: true })).data
    expect(listed?.current.commits[0]).toMatchObject({ balance })
    const ofCommits = { customer_id: customer, include_contract_commits: true }
    const [commit] = (await v1.customers.commits.list({ ...ofCommits, include_balance: true })).data
    expect(commit).toMatchObject({ balance })
    expect(commit).not.toHaveProperty('ledger')
    const [plain] = (await v1.customers.commits.list(ofCommits)).data
    expect(plain).not.toHaveProperty('balance')
  })

  it('is added up for a customer, with or without drafts, and of what is chosen', async () => {
    const { creditId, ...ref } = await draw()
    // 70 and 50; the draft's 30 come on top where it does not count.
    expect(await net()).toBe(120)
    expect(await net({ invoice_inclusion_mode: 'FINALIZED' })).toBe(150)
    expect(await net({ filters: [{ balance_types: ['PREPAID_COMMIT'] }] })).toBe(70)
    expect(await net({ filters: [{ custom_fields: { campaign: 'trial' } }, { ids: [creditId] }] })).toBe(50)
    expect(await net({ filters: [{ ids: [] }] })).toBe(0)
    await service.sandbox.v1.contracts.archive({ ...ref, void_invoices: true })
    expect(await net()).toBe(50)
    expect((await list({ include_archived: true }))[0]).toMatchObject({ name: 'Deal', balance: 0 })
    await expect(net({ customer_id: NOBODY })).rejects.toThrow(NotFoundError)
    await expect(net({ credit_type_id: NOBODY })).rejects.toThrow(NotFoundError)
  })

  it('is never below 0, whatever is taken by hand', async () => {
    const { contract_id: contractId } = await draw()
    const [commit] = await list()
    const [segment] = commit?.access_schedule?.schedule_items ?? []
    await service.sandbox.v1.contracts.addManualBalanceEntry({
      customer_id: customer,
      contract_id: contractId,
      id: commit?.id ?? '',
      segment_id: segment?.id ?? '',
      amount: -80,
      reason: 'refund',
    })
    const [changed] = await list({ include_ledgers: true })
    // 100 - 80 leaves the three requests 20, of which 10 are then not covered.
    expect(changed?.ledger?.map(({ amount }) => amount)).toEqual([100, -80, -20])
    expect(changed?.balance).toBe(0)
    expect(await net()).toBe(50 - 10)
    expect((await list({ exclude_zero_balances: true })).map(({ name }) => name)).toEqual(['Trial'])
  })

  it('is listed page by page, and by id', async () => {
    const { creditId } = await draw()
    const { v1 } = service.sandbox
    const page = await v1.contracts.listBalances({
      customer_id: customer,
      include_contract_balances: true,
      limit: 1,
    })
    expect(page.data.map(({ name }) => name)).toEqual(['Deal'])
    const next = await page.getNextPage()
    expect(next.data.map(({ name }) => name)).toEqual(['Trial'])
    expect(next.hasNextPage()).toBe(false)
    expect((await list({ id: creditId })).map(({ name }) => name)).toEqual(['Trial'])
    expect(await list({ effective_before: AUGUST })).toEqual([])
    await expect(list({ id: NOBODY })).rejects.toThrow(NotFoundError)
  })

  it('comes with the finalized invoice of each date on which it is paid', async () => {
    const { v1 } = service.sandbox
    await v1.contracts.create({
      customer_id: customer,
      rate_card_id: rateCardId,
      starting_at: AUGUST,
      commits: [
        {
          type: 'PREPAID',
          product_id: fixed,
          access_schedule: august(100),
          invoice_schedule: {
            schedule_items: [
              { timestamp: AUGUST, amount: 60 },
              { timestamp: SEPTEMBER, amount: 40 },
            ],
          },
        },
      ],
    })
    await service.setClock(NOW)
    const finalized = { customer_id: customer, status: 'FINALIZED' } as const
    const [invoice] = await Array.fromAsync(v1.customers.invoices.list(finalized))
    const [commit] = await list()
    if (commit?.type === 'CREDIT') throw new Error('it is a commit')
    const items = commit?.invoice_schedule?.schedule_items
    expect(items).toMatchObject([{ invoice_id: invoice?.id }, { invoice_id: null }])
    expect(invoice?.total).toBe(60)
  })

  it('goes over to a renewal, up to the fraction that is agreed', async () => {
    const { v1, v2 } = service.sandbox
    const half = '2024-08-16T00:00:00.000Z'
    const { contract_id: contractId } = await draw({ ending_before: half })
    const renewal = await v1.contracts.create({
      customer_id: customer,
      rate_card_id: rateCardId,
      starting_at: half,
      transition: { type: 'RENEWAL', from_contract_id: contractId },
    })
    const { data } = await v2.contracts.retrieve({ customer_id: customer, contract_id: renewal.data.id })
    // In order of creation: a renewal that is agreed later has been there since it started.
    const [rolledOver, commit] = await list({ include_ledgers: true })
    // Of the 70 that were left, half of the 100 that were granted.
    expect(data.commits).toMatchObject([
      { type: 'PREPAID', rolled_over_from: { commit_id: commit?.id, contract_id: contractId } },
    ])
    expect(data.commits[0]).not.toHaveProperty('created_by')
    expect(commit?.ledger?.map(({ type, amount }) => [type, amount])).toEqual([
      ['PREPAID_COMMIT_SEGMENT_START', 100],
      ['PREPAID_COMMIT_AUTOMATED_INVOICE_DEDUCTION', -30],
      ['PREPAID_COMMIT_ROLLOVER', -50],
      ['PREPAID_COMMIT_EXPIRATION', -20],
    ])
    expect(commit?.ledger?.at(-1)?.timestamp).toBe(half)
    expect(commit?.balance).toBe(0)
    expect(rolledOver).toMatchObject({ id: data.commits[0]?.id, balance: 50 })
    // With the customer's credit of 50.
    expect([await net(), await net({ invoice_inclusion_mode: 'FINALIZED' })]).toEqual([100, 100])
    // Its access schedule still says what was agreed, though nothing of it is left.
    expect((await list({ covering_date: NOW })).map(({ name }) => name)).toEqual(['Deal', 'Deal', 'Trial'])
    const left = await list({ covering_date: NOW, exclude_zero_balances: true })
    expect(left.map(({ id }) => id)).not.toContain(commit?.id)
    const plain = await v1.customers.commits.list({ customer_id: customer, include_contract_commits: true })
    expect(plain.data.map(({ id }) => id)).toContain(rolledOver?.id)
  })

  it('is known of each seat that has its own', async () => {
    const { v1 } = service.sandbox
    const contract = await v1.contracts.create({
      customer_id: customer,
      rate_card_id: rateCardId,
      starting_at: AUGUST,
      subscriptions: [
        {
          temporary_id: 'team',
          subscription_rate: { billing_frequency: 'MONTHLY', product_id: seats },
          collection_schedule: 'ADVANCE',
          proration: {},
          quantity_management_mode: 'SEAT_BASED',
          seat_config: { initial_seat_ids: ['bob', 'ada'], seat_group_key: 'user' },
        },
      ],
      recurring_credits: [
        {
          product_id: fixed,
          priority: 1,
          access_amount: { unit_price: 40, credit_type_id: USD_CENTS },
          starting_at: AUGUST,
          commit_duration: { value: 1 },
          subscription_config: {
            subscription_id: 'team',
            allocation: 'INDIVIDUAL',
            apply_seat_increase_config: { is_prorated: false },
          },
        },
      ],
    })
    const ref = { customer_id: customer, contract_id: contract.data.id }
    const first = await v1.contracts.listSeatBalances({
      ...ref,
      covering_date: NOW,
      include_credits_and_commits: true,
      include_ledgers: true,
      limit: 1,
    })
    expect(first.data).toMatchObject([
      {
        seat_id: 'ada',
        balances: [{ credit_type_id: USD_CENTS, balance: 40, starting_balance: 40 }],
        commits: [],
        credits: [
          {
            balance: 40,
            start_date: AUGUST,
            end_date: SEPTEMBER,
            ledger_entries: [{ type: 'CREDIT_SEGMENT_START', amount: 40, timestamp: AUGUST }],
          },
        ],
      },
    ])
    const { next_page: cursor, ...counts } = first.pagination
    expect(counts).toEqual({ seats_included: 1, seats_available_for_next_page: 1 })
    const second = await v1.contracts.listSeatBalances({ ...ref, ...(cursor === null ? {} : { cursor }) })
    expect(second.data.map(({ seat_id: id }) => id)).toEqual(['bob'])
    expect(second.pagination.next_page).toBeNull()

    const [child] = await list({ covering_date: NOW })
    expect(child).toMatchObject({ subscription_config: { allocation: 'INDIVIDUAL' } })
    expect(child).not.toHaveProperty('created_by')
    const unknown = { ...ref, seat_ids: ['ada', 'eve'] }
    await expect(v1.contracts.listSeatBalances(unknown)).rejects.toThrow(BadRequestError)
    const skipped = await v1.contracts.listSeatBalances({ ...unknown, skip_missing_seat_ids: true })
    expect(skipped.data.map(({ seat_id: id }) => id)).toEqual(['ada'])
  })
})
