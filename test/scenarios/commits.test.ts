import { BadRequestError } from '@metronome/sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  AUGUST,
  august,
  type CommitProducts,
  NOW,
  OCTOBER,
  openCommitProducts,
  SEPTEMBER,
  signWithBalances,
  USD_CENTS,
} from '../support/commits.ts'
import { startTestService, type TestService } from '../support/service.ts'

describe('commits and credits', () => {
  let service: TestService
  let products: CommitProducts
  let customer: string

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock(NOW)
    products = await openCommitProducts(service)
  })
  afterAll(() => service.stop())

  beforeEach(async () => {
    customer = (await service.sandbox.v1.customers.create({ name: 'Acme' })).data.id
  })

  const sign = () => signWithBalances(service, products, customer)

  it('are in their contract, as it was made and as it is', async () => {
    const { requests, fixed } = products
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
    const { requests, fixed } = products
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

  it('are refused with a word on the field that is wrong', async () => {
    const { fixed } = products
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
    const { fixed } = products
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
