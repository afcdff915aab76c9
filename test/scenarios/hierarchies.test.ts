import { BadRequestError, NotFoundError } from '@metronome/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

const AUGUST = '2024-08-01T00:00:00.000Z'
const SEPTEMBER = '2024-09-01T00:00:00.000Z'
const NOW = '2024-08-20T00:00:00.000Z'
const LATER = '2024-08-21T00:00:00.000Z'
const USD_CENTS = '2714e483-4ff1-48e4-9e25-ac732e8f24f2'

const august = { schedule_items: [{ amount: 100, starting_at: AUGUST, ending_before: SEPTEMBER }] }

describe('a company and its subsidiaries', () => {
  let service: TestService
  let fixed: string

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock(NOW)
    const { data } = await service.sandbox.v1.contracts.products.create({ name: 'Commit', type: 'FIXED' })
    fixed = data.id
  })
  afterAll(() => service.stop())

  const addCustomer = async (name: string) => (await service.sandbox.v1.customers.create({ name })).data.id

  it('are contracts of a parent and its children, which both of them show', async () => {
    const { v1, v2 } = service.sandbox
    const [acme, berlin, oslo] = [
      await addCustomer('Acme'),
      await addCustomer('Berlin'),
      await addCustomer('Oslo'),
    ]
    const sign = async (customer_id: string, more: Partial<Parameters<typeof v1.contracts.create>[0]>) => {
      const { data } = await v1.contracts.create({ customer_id, starting_at: AUGUST, ...more })
      return { customer_id, contract_id: data.id }
    }
    const parent = await sign(acme, {
      hierarchy_configuration: { parent_behavior: { invoice_consolidation_type: 'CONCATENATE' } },
      commits: [
        {
          type: 'PREPAID',
          product_id: fixed,
          access_schedule: august,
          hierarchy_configuration: { child_access: { type: 'ALL' } },
        },
      ],
      recurring_credits: [
        {
          product_id: fixed,
          priority: 1,
          access_amount: { unit_price: 5, quantity: 2, credit_type_id: USD_CENTS },
          starting_at: AUGUST,
          ending_before: SEPTEMBER,
          commit_duration: { value: 1 },
          hierarchy_configuration: { child_access: { type: 'ALL' } },
        },
      ],
    })
    const childOf = { parent, payer: 'PARENT', usage_statement_behavior: 'CONSOLIDATE' } as const
    const first = await sign(berlin, { hierarchy_configuration: childOf })
    await service.setClock(LATER)
    const second = await sign(oslo, { hierarchy_configuration: { parent } })

    const asParent = (...children: (typeof first)[]) => ({
      children,
      parent_behavior: { invoice_consolidation_type: 'CONCATENATE' },
    })
    const now = (await v2.contracts.retrieve(parent)).data
    expect(now.hierarchy_configuration).toEqual(asParent(first, second))
    const before = await v2.contracts.retrieve({ ...parent, as_of_date: NOW })
    expect(before.data.hierarchy_configuration).toEqual(asParent(first))
    const [listed] = (await v1.contracts.list({ customer_id: berlin })).data
    expect(listed?.current).toMatchObject({ hierarchy_configuration: childOf })
    expect((await v2.contracts.retrieve(second)).data.hierarchy_configuration).toEqual({
      parent,
      payer: 'SELF',
      usage_statement_behavior: 'SEPARATE',
    })

    // The commit is for Oslo alone from now on, and the credit as it was made.
    const shared = { child_access: { type: 'ALL' } }
    expect([now.commits, now.credits, now.recurring_credits]).toMatchObject([
      [{ hierarchy_configuration: shared }],
      [{ hierarchy_configuration: shared }],
      [{ hierarchy_configuration: shared }],
    ])
    const commit_id = now.commits[0]?.id ?? ''
    const alone = { child_access: { type: 'CONTRACT_IDS' as const, contract_ids: [second.contract_id] } }
    await v2.contracts.editCommit({ customer_id: acme, commit_id, hierarchy_configuration: alone })
    const commits = await Array.fromAsync(
      v1.customers.commits.list({ customer_id: acme, include_contract_commits: true }),
    )
    expect(commits).toMatchObject([{ id: commit_id, hierarchy_configuration: alone }])
    // And then for none, which is not shown, but for the history.
    const none = { child_access: { type: 'NONE' as const } }
    const { data } = await v2.contracts.edit({
      ...parent,
      update_commits: [{ commit_id, hierarchy_configuration: none }],
    })
    expect(data.edit?.update_commits).toMatchObject([{ id: commit_id, hierarchy_configuration: none }])
    const [unshared] = (await v2.contracts.retrieve(parent)).data.commits
    expect(unshared).not.toHaveProperty('hierarchy_configuration')
  })

  it('are refused with a word on the field that is wrong', async () => {
    const { v1, v2 } = service.sandbox
    const [acme, berlin] = [await addCustomer('Acme'), await addCustomer('Berlin')]
    const create = (customer_id: string, more: object) =>
      v1.contracts.create({ customer_id, starting_at: AUGUST, ...more })
    const contract_id = (await create(acme, {})).data.id
    const parent = { customer_id: acme, contract_id }
    const refused = async (call: Promise<unknown>) => {
      const error: unknown = await call.catch((e) => e)
      return error instanceof BadRequestError || error instanceof NotFoundError ? error.message : error
    }
    const child = (given: object) => refused(create(berlin, { hierarchy_configuration: given }))
    expect(await child({ parent, usage_statement_behavior: 'consolidate' })).toMatch(
      /^400 hierarchy_configuration.usage_statement_behavior: CONSOLIDATE needs the payer PARENT/,
    )
    expect(await child({ parent: { ...parent, customer_id: berlin } })).toMatch(
      /^404 hierarchy_configuration.parent.contract_id: /,
    )
    expect(await child({ parent, payer: 'UNCLE' })).toMatch(/^400 hierarchy_configuration.payer: /)

    const access_schedule = august
    const credit = await v1.customers.credits.create({
      customer_id: acme,
      product_id: fixed,
      priority: 1,
      access_schedule,
    })
    const share = (child_access: object) =>
      refused(
        v2.contracts.editCredit({
          customer_id: acme,
          credit_id: credit.data.id,
          hierarchy_configuration: { child_access: child_access as { type: 'ALL' } },
        }),
      )
    const field = 'hierarchy_configuration.child_access.contract_ids'
    expect(await share({ type: 'CONTRACT_IDS' })).toContain(`400 ${field}: is required`)
    expect(await share({ type: 'ALL', contract_ids: [contract_id] })).toContain(`400 ${field}: is only for`)
    expect(await share({ type: 'CONTRACT_IDS', contract_ids: [contract_id] })).toContain(`400 ${field}.0: `)
    expect(await share({ type: 'CONTRACT_IDS', contract_ids: [berlin] })).toContain(`404 ${field}.0: `)
    // A package says nothing of hierarchies.
    expect(
      await refused(create(berlin, { package_id: berlin, hierarchy_configuration: { parent } })),
    ).toMatch(/^400 hierarchy_configuration: cannot be given together with package_id/)
  })
})
