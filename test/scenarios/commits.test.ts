import { BadRequestError, NotFoundError } from '@metronome/sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

const AUGUST = '2024-08-01T00:00:00.000Z'
const SEPTEMBER = '2024-09-01T00:00:00.000Z'
const OCTOBER = '2024-10-01T00:00:00.000Z'
const NOW = '2024-08-20T00:00:00.000Z'
const USD_CENTS = '2714e483-4ff1-48e4-9e25-ac732e8f24f2'

const august = (amount: number) => ({
  schedule_items: [{ amount, starting_at: AUGUST, ending_before: SEPTEMBER }],
})

describe('commits and credits', () => {
  let service: TestService
  let requests: string
  let seats: string
  let fixed: string
  let rateCardId: string
  let customer: string

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock(NOW)
    const { contracts, billableMetrics } = service.sandbox.v1
    const metric = await billableMetrics.create({
      name: 'Requests',
      aggregation_type: 'COUNT',
      event_type_filter: { in_values: ['request'] },
    })
    const product = { type: 'USAGE', billable_metric_id: metric.data.id } as const
    requests = (await contracts.products.create({ name: 'Requests', ...product })).data.id
    seats = (await contracts.products.create({ name: 'Seats', type: 'SUBSCRIPTION' })).data.id
    fixed = (await contracts.products.create({ name: 'Commit', type: 'FIXED' })).data.id
    rateCardId = (await contracts.rateCards.create({ name: 'List' })).data.id
    const rate = {
      rate_type: 'FLAT',
      price: 100,
      starting_at: '2024-01-01T00:00:00Z',
      entitled: true,
    } as const
    await contracts.rateCards.rates.addMany({
      rate_card_id: rateCardId,
      rates: [
        { product_id: requests, ...rate },
        { product_id: seats, billing_frequency: 'MONTHLY', ...rate },
      ],
    })
  })
  afterAll(() => service.stop())

  beforeEach(async () => {
    customer = (await service.sandbox.v1.customers.create({ name: 'Acme' })).data.id
  })

  /** A contract with one of each, recurring ones that have made none yet, and an override that is for the commit alone. */
  async function sign() {
    const { data } = await service.sandbox.v1.contracts.create({
      customer_id: customer,
      rate_card_id: rateCardId,
      starting_at: AUGUST,
      commits: [
        {
          type: 'PREPAID',
          product_id: fixed,
          name: 'Yearly',
          priority: 1,
          rate_type: 'COMMIT_RATE',
          access_schedule: august(1000),
          invoice_schedule: {
            recurring_schedule: {
              starting_at: AUGUST,
              ending_before: OCTOBER,
              frequency: 'MONTHLY',
              amount: 900,
              amount_distribution: 'DIVIDED',
            },
          },
          applicable_product_ids: [requests],
          rollover_fraction: 0.5,
          temporary_id: 'yearly',
        },
      ],
      credits: [{ product_id: fixed, access_schedule: august(50), custom_fields: { why: 'trial' } }],
      subscriptions: [
        {
          temporary_id: 'team',
          subscription_rate: { billing_frequency: 'MONTHLY', product_id: seats },
          collection_schedule: 'ADVANCE',
          proration: {},
          initial_quantity: 5,
        },
      ],
      recurring_commits: [
        {
          product_id: fixed,
          priority: 2,
          access_amount: { unit_price: 10, quantity: 3, credit_type_id: USD_CENTS },
          invoice_amount: { unit_price: 8, quantity: 3, credit_type_id: USD_CENTS },
          starting_at: OCTOBER,
          commit_duration: { value: 1 },
          proration_rounding: { access: { rounding_method: 'HALF_UP', decimal_places: 0 } },
        },
      ],
      recurring_credits: [
        {
          product_id: fixed,
          priority: 3,
          access_amount: { unit_price: 10, credit_type_id: USD_CENTS },
          starting_at: OCTOBER,
          commit_duration: { value: 2, unit: 'PERIODS' },
          recurrence_frequency: 'WEEKLY',
          subscription_config: {
            subscription_id: 'team',
            allocation: 'POOLED',
            apply_seat_increase_config: { is_prorated: true },
          },
        },
      ],
      overrides: [
        {
          starting_at: AUGUST,
          type: 'MULTIPLIER',
          multiplier: 0.9,
          is_commit_specific: true,
          override_specifiers: [{ product_id: requests, commit_ids: ['yearly'] }],
        },
      ],
    })
    return { customer_id: customer, contract_id: data.id }
  }

  it('are in their contract, as it was made and as it is', async () => {
    const { v1, v2 } = service.sandbox
    const ref = await sign()
    const { data: contract } = await v2.contracts.retrieve(ref)
    const [commit] = contract.commits
    const unit = { id: USD_CENTS, name: 'USD (cents)' }
    expect(commit).toMatchObject({
      type: 'PREPAID',
      name: 'Yearly',
      contract: { id: ref.contract_id },
      invoice_contract: { id: ref.contract_id },
      product: { id: fixed, name: 'Commit' },
      priority: 1,
      rate_type: 'COMMIT_RATE',
      rollover_fraction: 0.5,
      applicable_product_ids: [requests],
      access_schedule: {
        credit_type: unit,
        schedule_items: [{ amount: 1000, starting_at: AUGUST, ending_before: SEPTEMBER }],
      },
      // 900 in two months.
      invoice_schedule: {
        credit_type: unit,
        do_not_invoice: false,
        schedule_items: [
          { timestamp: AUGUST, amount: 450 },
          { timestamp: SEPTEMBER, amount: 450 },
        ],
      },
      created_at: NOW,
    })
    expect(contract.credits).toMatchObject([{ type: 'CREDIT', custom_fields: { why: 'trial' } }])
    expect(contract.overrides[0]?.override_specifiers?.[0]?.commit_ids).toEqual([commit?.id])
    expect(contract.recurring_commits).toMatchObject([
      {
        contract: { id: ref.contract_id },
        access_amount: { unit_price: 10, quantity: 3 },
        invoice_amount: { unit_price: 8, quantity: 3 },
        rate_type: 'LIST_RATE',
        commit_duration: { value: 1, unit: 'PERIODS' },
        proration: 'FIRST_AND_LAST',
        proration_rounding: { access: { rounding_method: 'HALF_UP', decimal_places: 0 } },
      },
    ])
    expect(contract.recurring_credits).toMatchObject([
      {
        access_amount: { unit_price: 10 },
        commit_duration: { value: 2 },
        recurrence_frequency: 'WEEKLY',
        subscription_config: { subscription_id: contract.subscriptions?.[0]?.id, allocation: 'POOLED' },
      },
    ])

    await v2.contracts.editCommit({ customer_id: customer, commit_id: commit?.id ?? '', name: 'Renamed' })
    const { data: both } = await v1.contracts.retrieve(ref)
    expect(both.initial.commits.map(({ name }) => name)).toEqual(['Yearly'])
    expect(both.current.commits.map(({ name }) => name)).toEqual(['Renamed'])
    expect(both.current.credits).toMatchObject([{ rate_type: 'LIST_RATE' }])
  })

  it('of a customer are listed page by page, those of contracts where they are asked for', async () => {
    const { commits, credits } = service.sandbox.v1.customers
    const { contract_id: contractId } = await sign()
    const made = { customer_id: customer, product_id: fixed, priority: 1, access_schedule: august(100) }
    await commits.create({ ...made, name: 'free', type: 'PREPAID' })
    await commits.create({
      ...made,
      name: 'postpaid',
      type: 'POSTPAID',
      uniqueness_key: `order of ${customer}`,
      invoice_contract_id: contractId,
      applicable_contract_ids: [contractId],
      invoice_schedule: { schedule_items: [{ timestamp: OCTOBER, unit_price: 50, quantity: 2 }] },
    })
    await credits.create({ ...made, specifiers: [{ product_id: requests }] })

    const listed = await Array.fromAsync(commits.list({ customer_id: customer, limit: 1 }))
    expect(listed).toMatchObject([
      { name: 'free', type: 'PREPAID' },
      {
        name: 'postpaid',
        type: 'POSTPAID',
        uniqueness_key: `order of ${customer}`,
        invoice_contract: { id: contractId },
        applicable_contract_ids: [contractId],
        invoice_schedule: { schedule_items: [{ amount: 100 }] },
      },
    ])
    expect(listed[0]).not.toHaveProperty('contract')
    const all = commits.list({ customer_id: customer, limit: 2, include_contract_commits: true })
    expect((await Array.fromAsync(all)).map(({ name }) => name)).toEqual(['Yearly', 'free', 'postpaid'])
    const allCredits = credits.list({ customer_id: customer, include_contract_credits: true })
    expect(await Array.fromAsync(allCredits)).toMatchObject([
      { contract: { id: contractId } },
      { specifiers: [{ product_id: requests }] },
    ])
    const later = commits.list({ customer_id: customer, covering_date: SEPTEMBER, include_balance: true })
    expect(await Array.fromAsync(later)).toEqual([])
  })

  it('have their changes in the history of their contract', async () => {
    const { v1, v2 } = service.sandbox
    const ref = await sign()
    const {
      commits,
      credits = [],
      recurring_commits: recurring = [],
    } = (await v2.contracts.retrieve(ref)).data
    const id = commits[0]?.id ?? ''
    const credit = credits[0]?.id ?? ''
    const segment = commits[0]?.access_schedule?.schedule_items[0]?.id ?? ''
    const [, second] = commits[0]?.invoice_schedule?.schedule_items ?? []
    await v2.contracts.edit({
      ...ref,
      add_commits: [{ type: 'PREPAID', product_id: fixed, name: 'Added', access_schedule: august(7) }],
      add_credits: [{ product_id: fixed, access_schedule: august(8) }],
      update_commits: [
        {
          commit_id: id,
          priority: null,
          applicable_product_ids: null,
          access_schedule: { update_schedule_items: [{ id: segment, amount: 2000 }] },
          invoice_schedule: {
            add_schedule_items: [{ timestamp: OCTOBER, amount: 10 }],
            remove_schedule_items: [{ id: second?.id ?? '' }],
          },
        },
      ],
      update_recurring_commits: [
        {
          recurring_commit_id: recurring[0]?.id ?? '',
          access_amount: { quantity: 4 },
          proration_rounding: null,
        },
      ],
      archive_credits: [{ id: credit }],
    })
    await v1.customers.commits.updateEndDate({
      customer_id: customer,
      commit_id: id,
      access_ending_before: NOW,
      invoices_ending_before: OCTOBER,
    })

    const { data: history } = await v2.contracts.getEditHistory(ref)
    expect(history).toMatchObject([
      {
        add_commits: [{ type: 'PREPAID', name: 'Added' }],
        add_credits: [{ type: 'CREDIT', rate_type: 'LIST_RATE' }],
        update_commits: [
          {
            id,
            priority: null,
            applicable_product_ids: null,
            access_schedule: { update_schedule_items: [{ id: segment, amount: 2000 }] },
            invoice_schedule: { remove_schedule_items: [{ id: second?.id }] },
          },
        ],
        update_recurring_commits: [{ access_amount: { quantity: 4 }, proration_rounding: null }],
        archive_credits: [{ id: credit }],
      },
      { update_commits: [{ id, access_schedule: { update_schedule_items: [{ ending_before: NOW }] } }] },
    ])
    const after = (await v2.contracts.retrieve(ref)).data
    expect(after.commits).toMatchObject([
      {
        access_schedule: { schedule_items: [{ amount: 2000, ending_before: NOW }] },
        // The first of the two halves; the one in October is past the new end.
        invoice_schedule: { schedule_items: [{ timestamp: AUGUST, amount: 450 }] },
      },
      { name: 'Added' },
    ])
    expect(after.commits[0]).not.toHaveProperty('applicable_product_ids')
    expect(after.credits?.map(({ archived_at: at }) => at)).toEqual([NOW, undefined])
    expect(after.recurring_commits?.[0]?.access_amount).toMatchObject({ unit_price: 10, quantity: 4 })
    expect(after.recurring_commits?.[0]).not.toHaveProperty('proration_rounding')
  })

  it('of a customer are edited, ended and added to by their ids', async () => {
    const { v1, v2 } = service.sandbox
    const { id } = (
      await v1.customers.credits.create({
        customer_id: customer,
        product_id: fixed,
        priority: 1,
        access_schedule: august(100),
      })
    ).data
    const [before] = await Array.fromAsync(v1.customers.credits.list({ customer_id: customer }))
    const segment = before?.access_schedule?.schedule_items[0]?.id ?? ''
    const ref = { customer_id: customer, credit_id: id }
    const added = { amount: 5, starting_at: SEPTEMBER, ending_before: OCTOBER }
    expect(
      (await v2.contracts.editCredit({ ...ref, access_schedule: { add_schedule_items: [added] } })).data,
    ).toEqual({ id })
    await v1.customers.credits.updateEndDate({ ...ref, access_ending_before: SEPTEMBER })
    await v1.contracts.addManualBalanceEntry({
      customer_id: customer,
      id,
      segment_id: segment,
      amount: -20,
      reason: 'an outage',
    })
    const [after] = await Array.fromAsync(v1.customers.credits.list({ customer_id: customer, credit_id: id }))
    expect(after?.access_schedule?.schedule_items).toEqual([
      { id: segment, amount: 100, starting_at: AUGUST, ending_before: SEPTEMBER },
    ])
    await expect(
      v2.contracts.editCommit({ customer_id: customer, commit_id: id, name: 'x' }),
    ).rejects.toBeInstanceOf(NotFoundError)
  })

  it('are spared their true-up, and archived, by their ids', async () => {
    const { v1 } = service.sandbox
    const ids = { customer_id: customer }
    const { data: contract } = await v1.contracts.create({
      ...ids,
      rate_card_id: rateCardId,
      starting_at: AUGUST,
      commits: [
        {
          type: 'POSTPAID',
          product_id: fixed,
          access_schedule: august(1000),
          invoice_schedule: { schedule_items: [{ timestamp: SEPTEMBER, amount: 1000 }] },
        },
      ],
      credits: [{ product_id: fixed, access_schedule: august(50) }],
    })
    const [commit] = await Array.fromAsync(
      v1.customers.commits.list({ ...ids, include_contract_commits: true }),
    )
    const trueups = async () => {
      const drafts = await Array.fromAsync(v1.customers.invoices.list({ ...ids, type: 'SCHEDULED' }))
      return drafts.map(({ issued_at, line_items }) => [
        issued_at,
        line_items.map(({ type, total }) => [type, total]),
      ])
    }
    expect(await trueups()).toEqual([[SEPTEMBER, [['commit_purchase', 1000]]]])
    const disable = await service.request('POST', '/v1/contracts/commits/disableTrueup', {
      body: { ...ids, contract_id: contract.id, commit_id: commit?.id },
    })
    expect([disable.status, disable.body]).toEqual([200, { data: { id: commit?.id } }])
    expect(await trueups()).toEqual([])

    const archive = (path: string, body: object) =>
      service.request('POST', path, { body: { ...ids, ...body } })
    const [credit] = await Array.fromAsync(
      v1.customers.credits.list({ ...ids, include_contract_credits: true }),
    )
    for (const [path, body] of [
      ['/v2/contracts/commits/archive', { commit_id: commit?.id }],
      ['/v2/contracts/credits/archive', { credit_id: credit?.id }],
    ] as const) {
      expect((await archive(path, body)).status, path).toBe(200)
      expect((await archive(path, body)).status, `${path}, twice`).toBe(400)
    }
    expect(
      await Array.fromAsync(v1.customers.commits.list({ ...ids, include_contract_commits: true })),
    ).toEqual([])
  })

  it('are refused with a word on the field that is wrong', async () => {
    const { commits } = service.sandbox.v1.customers
    const fine = { customer_id: customer, product_id: fixed, priority: 1, type: 'PREPAID' } as const
    const schedule = august(1)
    const refused = async (params: object) => {
      const error: unknown = await commits
        .create({ ...fine, access_schedule: schedule, ...params })
        .catch((e) => e)
      return error instanceof BadRequestError ? error.message : error
    }
    // An empty list elsewhere selects nothing, and here would let everything through.
    expect(await refused({ applicable_product_ids: [] })).toMatch(/^400 applicable_product_ids: /)
    expect(await refused({ applicable_contract_ids: [] })).toMatch(/^400 applicable_contract_ids: /)
    const [item] = schedule.schedule_items
    const late = { ...item, starting_at: '2024-08-01T00:30:00Z' }
    expect(await refused({ access_schedule: { schedule_items: [late] } })).toMatch(
      /^400 access_schedule.schedule_items.0.starting_at: must be on an hour boundary/,
    )
    expect(await Array.fromAsync(commits.list({ customer_id: customer }))).toEqual([])
  })

  it('may come with an amendment', async () => {
    const { v1 } = service.sandbox
    const ref = await sign()
    await v1.contracts.amend({
      ...ref,
      starting_at: SEPTEMBER,
      commits: [{ type: 'PREPAID', product_id: fixed, name: 'Amended', access_schedule: august(1) }],
    })
    const { data } = await v1.contracts.retrieve(ref)
    const names = (commits: { name?: string }[] = []) => commits.map(({ name }) => name)
    expect(names(data.initial.commits)).toEqual(['Yearly'])
    expect(names(data.amendments[0]?.commits)).toEqual(['Amended'])
    expect(names(data.current.commits)).toEqual(['Yearly', 'Amended'])
  })
})
