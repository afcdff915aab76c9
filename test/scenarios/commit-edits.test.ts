import { NotFoundError } from '@metronome/sdk'
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

  it('have their changes in the history of their contract', async () => {
    const { fixed } = products
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
    const { fixed } = products
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
    const { fixed, rateCardId } = products
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
})
