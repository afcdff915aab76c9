import type { PrepaidBalanceThresholdConfigurationV2 } from '@metronome/sdk/resources/shared'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

const AUGUST = '2024-08-01T00:00:00.000Z'
const SEPTEMBER = '2024-09-01T00:00:00.000Z'
const OCTOBER = '2024-10-01T00:00:00.000Z'

describe('contract edits', () => {
  let service: TestService
  let seats: string
  let setup: string
  let rateCardId: string
  let ref: { customer_id: string; contract_id: string }

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-20T00:00:00Z')
    const { contracts } = service.sandbox.v1
    seats = (await contracts.products.create({ name: 'Seats', type: 'SUBSCRIPTION' })).data.id
    setup = (await contracts.products.create({ name: 'Setup', type: 'FIXED' })).data.id
    rateCardId = (await contracts.rateCards.create({ name: 'List' })).data.id
    await contracts.rateCards.rates.add({
      rate_card_id: rateCardId,
      product_id: seats,
      rate_type: 'FLAT',
      price: 2000,
      billing_frequency: 'MONTHLY',
      starting_at: '2024-01-01T00:00:00Z',
      entitled: true,
    })
  })
  afterAll(() => service.stop())

  beforeEach(async () => {
    const { v1 } = service.sandbox
    const customer = (await v1.customers.create({ name: 'Acme' })).data.id
    const contract = await v1.contracts.create({
      customer_id: customer,
      rate_card_id: rateCardId,
      name: 'Pilot',
      starting_at: AUGUST,
      overrides: [{ starting_at: AUGUST, type: 'MULTIPLIER', multiplier: 0.5 }],
      scheduled_charges: [
        { product_id: setup, schedule: { schedule_items: [{ timestamp: SEPTEMBER, amount: 700 }] } },
      ],
      subscriptions: [
        {
          subscription_rate: { billing_frequency: 'MONTHLY', product_id: seats },
          collection_schedule: 'ADVANCE',
          proration: {},
          initial_quantity: 5,
        },
      ],
    })
    ref = { customer_id: customer, contract_id: contract.data.id }
  })

  const contractNow = async () => (await service.sandbox.v2.contracts.retrieve(ref)).data

  it('answer with what they changed, and are in the history, oldest first', async () => {
    const { v1, v2 } = service.sandbox
    const before = await contractNow()
    const override = before.overrides[0]?.id ?? ''
    const [charge] = before.scheduled_charges
    const item = charge?.schedule.schedule_items?.[0]?.id ?? ''
    const subscription = before.subscriptions?.[0]?.id ?? ''
    const { data } = await v2.contracts.edit({
      ...ref,
      uniqueness_key: 'edit-1',
      update_contract_name: 'Enterprise',
      update_contract_end_date: '2025-08-01T00:00:00Z',
      update_net_payment_terms_days: 45,
      remove_overrides: [{ id: override }],
      add_overrides: [{ starting_at: SEPTEMBER, type: 'MULTIPLIER', multiplier: 0.8 }],
      update_scheduled_charges: [
        {
          scheduled_charge_id: charge?.id ?? '',
          invoice_schedule: {
            update_schedule_items: [{ id: item, quantity: 3 }],
            add_schedule_items: [{ timestamp: OCTOBER, amount: 50 }],
          },
        },
      ],
      update_subscriptions: [
        {
          subscription_id: subscription,
          quantity_updates: [
            { quantity: 12, starting_at: SEPTEMBER },
            { quantity_delta: -1, starting_at: SEPTEMBER },
          ],
        },
      ],
    })
    const after = await contractNow()
    expect(after).toMatchObject({
      name: 'Enterprise',
      ending_before: '2025-08-01T00:00:00.000Z',
      net_payment_terms_days: 45,
      overrides: [{ multiplier: 0.8 }],
    })
    // 3 at the 700 that the item has.
    expect(after.scheduled_charges[0]?.schedule.schedule_items).toMatchObject([
      { id: item, timestamp: SEPTEMBER, amount: 2100, unit_price: 700, quantity: 3 },
      { timestamp: OCTOBER, amount: 50 },
    ])
    // First to 12, then one less.
    expect(after.subscriptions?.[0]?.quantity_schedule).toEqual([
      { quantity: 5, starting_at: AUGUST, ending_before: SEPTEMBER },
      { quantity: 11, starting_at: SEPTEMBER, ending_before: '2025-08-01T00:00:00.000Z' },
    ])
    expect(data.edit).toEqual({
      id: data.id,
      timestamp: '2024-08-20T00:00:00.000Z',
      uniqueness_key: 'edit-1',
      update_contract_name: 'Enterprise',
      update_contract_end_date: '2025-08-01T00:00:00.000Z',
      remove_overrides: [{ id: override }],
      add_overrides: after.overrides,
      update_scheduled_charges: [
        {
          id: charge?.id,
          invoice_schedule: {
            update_schedule_items: [{ id: item, quantity: 3 }],
            add_schedule_items: [{ timestamp: OCTOBER, amount: 50 }],
            remove_schedule_items: [],
          },
        },
      ],
      update_subscriptions: [
        {
          id: subscription,
          quantity_updates: [
            { quantity: 12, starting_at: SEPTEMBER },
            { quantity_delta: -1, starting_at: SEPTEMBER },
          ],
        },
      ],
    })

    await v1.contracts.updateEndDate({ ...ref, ending_before: OCTOBER })
    const history = (await v2.contracts.getEditHistory(ref)).data
    expect(history).toMatchObject([data.edit, { update_contract_end_date: OCTOBER }])
    expect(history).toHaveLength(2)
    const again = await service.request('POST', '/v2/contracts/edit', {
      body: { ...ref, uniqueness_key: 'edit-1', update_contract_name: 'Other' },
    })
    expect([again.status, again.body]).toMatchObject([409, { conflicting_id: data.id }])
  })

  it('add terms, which carry their ids', async () => {
    const charge = { product_id: setup, schedule: { schedule_items: [{ timestamp: SEPTEMBER, amount: 5 }] } }
    const { edit } = (
      await service.sandbox.v2.contracts.edit({
        ...ref,
        add_scheduled_charges: [charge],
        add_discounts: [charge],
        add_subscriptions: [
          {
            subscription_rate: { billing_frequency: 'MONTHLY', product_id: seats },
            collection_schedule: 'ARREARS',
            proration: {},
            initial_quantity: 1,
            starting_at: SEPTEMBER,
          },
        ],
      })
    ).data
    const after = await contractNow()
    expect(after.scheduled_charges[1]).toMatchObject({ ...edit?.add_scheduled_charges?.[0] })
    expect(edit?.add_discounts).toEqual(after.discounts)
    expect(edit?.add_subscriptions).toEqual([after.subscriptions?.[1]])
  })

  it('change nothing where one part is wrong, and name it', async () => {
    const before = await contractNow()
    const body = { ...ref, update_contract_name: 'New', remove_overrides: [{ id: ref.contract_id }] }
    const answer = await service.request('POST', '/v2/contracts/edit', { body })
    expect([answer.status, answer.body]).toMatchObject([
      404,
      { message: `remove_overrides.0.id: override ${ref.contract_id} was not found` },
    ])
    const empty = await service.request('POST', '/v2/contracts/edit', { body: ref })
    expect(empty.status).toBe(400)
    expect(await contractNow()).toEqual(before)
  })

  it('leave the past as it was', async () => {
    const { v2 } = service.sandbox
    await service.setClock('2024-08-21T00:00:00Z')
    await v2.contracts.edit({ ...ref, update_contract_name: null })
    const { name: past } = (await v2.contracts.retrieve({ ...ref, as_of_date: '2024-08-20T23:59:59Z' })).data
    expect([past, (await contractNow()).name]).toEqual(['Pilot', undefined])
    const body = { ...ref, as_of_date: '2024-08-19T00:00:00Z' }
    expect((await service.request('POST', '/v2/contracts/get', { body })).status).toBe(404)
  })

  it('add and change thresholds, which both versions show', async () => {
    const { v1, v2 } = service.sandbox
    const spend = {
      is_enabled: true,
      threshold_amount: 10_000,
      commit: { product_id: setup, name: 'Usage so far' },
      payment_gate_config: { payment_gate_type: 'EXTERNAL' },
      discount_configuration: { payment_fraction: 0.95 },
    } as const
    const prepaid: PrepaidBalanceThresholdConfigurationV2 = {
      is_enabled: true,
      threshold_amount: 2000,
      recharge_to_amount: 5000,
      commit: { product_id: setup, priority: 5, specifiers: [{ product_id: seats }] },
      payment_gate_config: {
        payment_gate_type: 'NONE',
        tax_type: 'PRECALCULATED',
        precalculated_tax_config: { tax_amount: 12.5, tax_name: 'VAT' },
      },
      threshold_balance_specifiers: [
        { exclude: [{ custom_field_filters: [{ entity: 'Commit', key: 'source', value: 'gift' }] }] },
      ],
    }
    const { contract_id: contractId, customer_id: customerId } = ref
    const { data: made } = await v1.contracts.create({
      customer_id: customerId,
      rate_card_id: rateCardId,
      starting_at: AUGUST,
      spend_threshold_configuration: spend,
    })
    const shown = { ...spend, payment_gate_config: { payment_gate_type: 'EXTERNAL', tax_type: 'NONE' } }
    const first = (await v1.contracts.retrieve({ customer_id: customerId, contract_id: made.id })).data
    expect([first, first.initial, first.current]).toMatchObject(
      Array.from({ length: 3 }, () => ({ spend_threshold_configuration: shown })),
    )

    await v2.contracts.edit({ ...ref, add_prepaid_balance_threshold_configuration: prepaid })
    const update = { is_enabled: false, commit: { specifiers: null }, threshold_balance_specifiers: null }
    const { data } = await v2.contracts.edit({
      ...ref,
      add_spend_threshold_configuration: spend,
      update_prepaid_balance_threshold_configuration: update,
    })
    expect(data.edit).toEqual({
      id: data.edit?.id,
      timestamp: data.edit?.timestamp,
      add_spend_threshold_configuration: shown,
      update_prepaid_balance_threshold_configuration: update,
    })
    const path = '/v1/threshold-billing/update-active-recharge-config'
    const body = { customer_id: customerId, recharge_to_amount: 6000.5, enabled: true }
    expect(await service.request('POST', path, { body })).toMatchObject({ status: 200, body: {} })
    const now = await contractNow()
    expect(now.spend_threshold_configuration).toEqual(shown)
    const { threshold_balance_specifiers: _, ...rest } = prepaid
    const commit = { product_id: setup, priority: 5 }
    expect(now.prepaid_balance_threshold_configuration).toEqual({
      ...rest,
      commit,
      recharge_to_amount: 6000.5,
    })
    const [added] = (await v2.contracts.getEditHistory(ref)).data
    expect(added?.add_prepaid_balance_threshold_configuration).toEqual(prepaid)

    const events = await service.request('GET', `/ext/contracts/${contractId}/threshold-events`)
    expect(events).toMatchObject({ status: 200, body: { data: [], next_page: null } })
    const release = { workflow_id: contractId, outcome: 'paid' }
    const unknown = await service.request('POST', '/v1/contracts/commits/threshold-billing/release', {
      body: release,
    })
    expect(unknown.status).toBe(404)
  })

  it('refuse by name what thresholds need of others', async () => {
    const threshold = (changes: object) => ({
      ...ref,
      add_spend_threshold_configuration: {
        is_enabled: true,
        threshold_amount: 10_000,
        commit: { product_id: setup },
        payment_gate_config: { payment_gate_type: 'NONE' },
        ...changes,
      },
    })
    const stripe = { payment_type: 'INVOICE' }
    const refused = [
      { payment_gate_config: { payment_gate_type: 'STRIPE' } },
      { payment_gate_config: { payment_gate_type: 'NONE', stripe_config: stripe } },
      { payment_gate_config: { payment_gate_type: 'NONE', tax_type: 'ANROK' } },
      { discount_configuration: { payment_fraction: 0.5, cap: { amount: 1, spend_tracker_alias: 'a' } } },
    ].map((changes) => service.request('POST', '/v2/contracts/edit', { body: threshold(changes) }))
    const field = 'add_spend_threshold_configuration'
    expect((await Promise.all(refused)).map(({ status, body }) => [status, body])).toMatchObject([
      [
        400,
        { message: expect.stringContaining(`${field}.payment_gate_config.payment_gate_type: STRIPE is not`) },
      ],
      [400, { message: expect.stringContaining(`${field}.payment_gate_config.stripe_config: is only for`) }],
      [400, { message: expect.stringContaining(`${field}.payment_gate_config.tax_type: ANROK is not`) }],
      [400, { message: expect.stringContaining(`${field}.discount_configuration.cap: is not supported`) }],
    ])
  })

  it('are amendments where they are made by version 1', async () => {
    const { v1, v2 } = service.sandbox
    const { id } = (
      await v1.contracts.amend({
        ...ref,
        starting_at: SEPTEMBER,
        netsuite_sales_order_id: 'SO-2',
        overrides: [{ starting_at: SEPTEMBER, type: 'MULTIPLIER', multiplier: 0.9 }],
      })
    ).data
    const { initial, current, amendments } = (await v1.contracts.retrieve(ref)).data
    expect([initial.overrides.length, current.overrides.length]).toEqual([1, 2])
    expect(amendments).toMatchObject([
      {
        id,
        starting_at: SEPTEMBER,
        netsuite_sales_order_id: 'SO-2',
        overrides: [{ id: current.overrides[1]?.id, multiplier: 0.9 }],
      },
    ])
    expect((await v2.contracts.getEditHistory(ref)).data.map((edit) => edit.id)).toEqual([id])
  })
})
