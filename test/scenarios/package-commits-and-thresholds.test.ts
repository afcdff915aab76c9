import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPackagedProducts, USD_CENTS } from '../support/packaged-products.ts'
import { startTestService, type TestService } from '../support/service.ts'

describe('packages', () => {
  let service: TestService
  let customerId: string
  let cardId: string
  let setupId: string
  let seatsId: string

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-15T12:00:00Z')
    ;({ customerId, setupId, seatsId, cardId } = await openPackagedProducts(service))
  })
  afterAll(() => service.stop())

  it('have commits and credits, once and recurring, which their contracts are given', async () => {
    const { contracts, packages } = service.sandbox.v1
    const start = { value: 0, unit: 'DAYS' } as const
    const [month, year] = [{ value: 1, unit: 'MONTHS' } as const, { value: 1, unit: 'YEARS' } as const]
    const access = { amount: 1000, starting_at_offset: start, duration: year }
    const monthly = { access_amount: { unit_price: 5, quantity: 2, credit_type_id: USD_CENTS.id } }
    const made = await packages.create({
      name: 'Committed',
      rate_card_id: cardId,
      commits: [
        {
          type: 'PREPAID',
          product_id: setupId,
          temporary_id: 'year',
          access_schedule: { schedule_items: [access] },
          invoice_schedule: { schedule_items: [{ unit_price: 400, quantity: 2, date_offset: month }] },
          rollover_fraction: 0.5,
        },
      ],
      credits: [{ product_id: setupId, access_schedule: { schedule_items: [access] }, priority: 1 }],
      recurring_commits: [
        {
          ...monthly,
          product_id: setupId,
          priority: 2,
          commit_duration: { value: 1 },
          starting_at_offset: month,
          invoice_amount: { unit_price: 4, quantity: 2, credit_type_id: USD_CENTS.id },
        },
      ],
      recurring_credits: [
        {
          access_amount: { unit_price: 5, credit_type_id: USD_CENTS.id },
          product_id: setupId,
          priority: 3,
          commit_duration: { value: 1 },
          starting_at_offset: start,
          subscription_config: {
            subscription_id: 'seats',
            apply_seat_increase_config: { is_prorated: true },
          },
        },
      ],
      subscriptions: [
        {
          temporary_id: 'seats',
          subscription_rate: { billing_frequency: 'MONTHLY', product_id: seatsId },
          collection_schedule: 'ADVANCE',
          proration: {},
          initial_quantity: 10,
        },
      ],
      overrides: [
        {
          starting_at_offset: start,
          type: 'MULTIPLIER',
          multiplier: 0.5,
          is_commit_specific: true,
          override_specifiers: [{ product_id: seatsId, commit_ids: ['year'] }],
        },
      ],
    })
    const package_id = made.data.id
    const { data } = await packages.retrieve({ package_id })
    const id = expect.any(String) as string
    const product = { id: setupId, name: 'Setup' }
    const access_schedule = { credit_type: USD_CENTS, schedule_items: [{ id, ...access }] }
    expect(data.commits).toEqual([
      {
        id,
        type: 'PREPAID',
        product,
        rate_type: 'LIST_RATE',
        access_schedule,
        invoice_schedule: {
          credit_type: USD_CENTS,
          schedule_items: [{ id, unit_price: 400, quantity: 2, date_offset: month }],
          do_not_invoice: false,
        },
        rollover_fraction: 0.5,
        custom_fields: {},
      },
    ])
    expect(data.credits).toEqual([
      {
        id,
        type: 'CREDIT',
        product,
        priority: 1,
        rate_type: 'LIST_RATE',
        access_schedule,
        custom_fields: {},
      },
    ])
    const recurring = {
      id,
      product,
      rate_type: 'LIST_RATE',
      commit_duration: { value: 1, unit: 'PERIODS' },
      proration: 'FIRST_AND_LAST',
    }
    expect(data.recurring_commits).toEqual([
      {
        ...recurring,
        ...monthly,
        priority: 2,
        starting_at_offset: month,
        invoice_amount: { unit_price: 4, quantity: 2, credit_type_id: USD_CENTS.id },
      },
    ])
    expect(data.recurring_credits).toEqual([
      {
        ...recurring,
        access_amount: { unit_price: 5, credit_type_id: USD_CENTS.id },
        priority: 3,
        starting_at_offset: start,
        subscription_config: {
          allocation: 'POOLED',
          apply_seat_increase_config: { is_prorated: true },
          subscription_template_id: data.subscriptions?.[0]?.id,
        },
      },
    ])
    expect(data.overrides[0]?.override_specifiers).toEqual([
      { product_id: seatsId, commit_template_ids: [data.commits[0]?.id] },
    ])

    const contract = { customer_id: customerId, package_id, starting_at: '2024-08-31T00:00:00Z' }
    const contract_id = (await contracts.create(contract)).data.id
    const signed = await service.sandbox.v2.contracts.retrieve({ customer_id: customerId, contract_id })
    const { commits, credits, recurring_commits, recurring_credits } = signed.data
    // Behind each first one are those that the recurring ones make. A month after 31 August is 30 September.
    expect([commits[0], credits?.[0], recurring_commits?.[0], recurring_credits?.[0]]).toMatchObject([
      {
        access_schedule: {
          schedule_items: [
            { starting_at: '2024-08-31T00:00:00.000Z', ending_before: '2025-08-31T00:00:00.000Z' },
          ],
        },
        invoice_schedule: { schedule_items: [{ timestamp: '2024-09-30T00:00:00.000Z', amount: 800 }] },
      },
      { access_schedule: { schedule_items: [{ amount: 1000 }] } },
      { starting_at: '2024-09-30T00:00:00.000Z' },
      { subscription_config: { subscription_id: signed.data.subscriptions?.[0]?.id } },
    ])
  })

  it('have thresholds, which their contracts are given', async () => {
    const { contracts, packages } = service.sandbox.v1
    const spend = {
      is_enabled: true,
      threshold_amount: 10_000,
      commit: { product_id: setupId, name: 'Spent', description: 'Paid at once', priority: 7 },
      payment_gate_config: {
        payment_gate_type: 'EXTERNAL' as const,
        tax_type: 'PRECALCULATED' as const,
        precalculated_tax_config: { tax_amount: 19, tax_name: 'VAT' },
      },
      discount_configuration: { payment_fraction: 0.85 },
    }
    const prepaid = {
      is_enabled: false,
      threshold_amount: 2000,
      recharge_to_amount: 5000,
      custom_credit_type_id: USD_CENTS.id,
      commit: { product_id: setupId, specifiers: [{ product_id: seatsId }] },
      payment_gate_config: { payment_gate_type: 'NONE' as const, tax_type: 'NONE' as const },
      threshold_balance_specifiers: [
        {
          exclude: [
            {
              custom_field_filters: [
                { entity: 'ContractCreditOrCommit' as const, key: 'source', value: 'promotion' },
              ],
            },
          ],
        },
      ],
    }
    const thresholds = {
      spend_threshold_configuration: spend,
      prepaid_balance_threshold_configuration: prepaid,
    }
    const made = await packages.create({ name: 'Watched', rate_card_id: cardId, ...thresholds })
    const package_id = made.data.id
    const { data } = await packages.retrieve({ package_id })
    expect(data).toMatchObject(thresholds)
    const listed = await Array.fromAsync(packages.list())
    expect(listed.find(({ id }) => id === package_id)).toEqual(data)

    const contract = { customer_id: customerId, package_id, starting_at: '2024-08-01T00:00:00Z' }
    const contract_id = (await contracts.create(contract)).data.id
    const signed = await service.sandbox.v2.contracts.retrieve({ customer_id: customerId, contract_id })
    expect(signed.data).toMatchObject(thresholds)
  })
})
