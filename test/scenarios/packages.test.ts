import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

const USD_CENTS = { id: '2714e483-4ff1-48e4-9e25-ac732e8f24f2', name: 'USD (cents)' }

describe('packages', () => {
  let service: TestService
  let customerId: string
  let cardId: string
  let setupId: string
  let seatsId: string
  let packageId: string

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-15T12:00:00Z')
    const { customers, contracts } = service.sandbox.v1
    customerId = (await customers.create({ name: 'Acme' })).data.id
    setupId = (await contracts.products.create({ name: 'Setup', type: 'FIXED' })).data.id
    seatsId = (await contracts.products.create({ name: 'Seats', type: 'SUBSCRIPTION' })).data.id
    cardId = (await contracts.rateCards.create({ name: 'List' })).data.id
    await contracts.rateCards.rates.add({
      rate_card_id: cardId,
      product_id: seatsId,
      rate_type: 'FLAT',
      price: 2000,
      billing_frequency: 'MONTHLY',
      starting_at: '2024-01-01T00:00:00Z',
      entitled: true,
    })
  })
  afterAll(() => service.stop())

  it('are made of terms that are relative in time, and shown as they were made', async () => {
    const { packages } = service.sandbox.v1
    const made = await packages.create({
      name: 'Starter',
      contract_name: 'Starter plan',
      uniqueness_key: 'starter-1',
      rate_card_id: cardId,
      aliases: [{ name: 'starter', starting_at: '2024-08-01T00:00:00Z' }],
      duration: { value: 1, unit: 'YEARS' },
      net_payment_terms_days: 30,
      usage_statement_schedule: { frequency: 'MONTHLY', day: 'CONTRACT_START' },
      overrides: [
        {
          starting_at_offset: { value: 0, unit: 'DAYS' },
          duration: { value: 3, unit: 'MONTHS' },
          type: 'MULTIPLIER',
          multiplier: 0.5,
          override_specifiers: [{ product_id: seatsId }],
        },
        {
          starting_at_offset: { value: 3, unit: 'MONTHS' },
          type: 'OVERWRITE',
          overwrite_rate: { rate_type: 'FLAT', price: 1800 },
          override_specifiers: [{ product_id: seatsId }],
        },
      ],
      scheduled_charges: [
        {
          product_id: setupId,
          name: 'Set-up',
          schedule: {
            schedule_items: [{ unit_price: 25000, quantity: 2, date_offset: { value: 2, unit: 'WEEKS' } }],
          },
        },
      ],
      subscriptions: [
        {
          subscription_rate: { billing_frequency: 'MONTHLY', product_id: seatsId },
          collection_schedule: 'ADVANCE',
          proration: { is_prorated: false },
          initial_quantity: 10,
        },
      ],
    })
    packageId = made.data.id
    const { data } = await packages.retrieve({ package_id: packageId })
    const id = expect.any(String) as string
    expect(data).toEqual({
      id: packageId,
      name: 'Starter',
      contract_name: 'Starter plan',
      uniqueness_key: 'starter-1',
      rate_card_id: cardId,
      aliases: [{ name: 'starter', starting_at: '2024-08-01T00:00:00.000Z' }],
      duration: { value: 1, unit: 'YEARS' },
      net_payment_terms_days: 30,
      usage_statement_schedule: { frequency: 'MONTHLY', day: 'CONTRACT_START' },
      multiplier_override_prioritization: 'LOWEST_MULTIPLIER',
      commits: [],
      credits: [],
      recurring_commits: [],
      recurring_credits: [],
      overrides: [
        {
          id,
          override_specifiers: [{ product_id: seatsId }],
          starting_at_offset: { value: 0, unit: 'DAYS' },
          duration: { value: 3, unit: 'MONTHS' },
          type: 'MULTIPLIER',
          multiplier: 0.5,
          is_commit_specific: false,
        },
        {
          id,
          override_specifiers: [{ product_id: seatsId }],
          starting_at_offset: { value: 3, unit: 'MONTHS' },
          type: 'OVERWRITE',
          overwrite_rate: { rate_type: 'FLAT', price: 1800 },
          is_commit_specific: false,
        },
      ],
      scheduled_charges: [
        {
          id,
          product: { id: setupId, name: 'Setup' },
          name: 'Set-up',
          schedule: {
            credit_type: USD_CENTS,
            schedule_items: [
              { id, unit_price: 25000, quantity: 2, date_offset: { value: 2, unit: 'WEEKS' } },
            ],
          },
          custom_fields: {},
        },
      ],
      subscriptions: [
        {
          id,
          subscription_rate: { billing_frequency: 'MONTHLY', product: { id: seatsId, name: 'Seats' } },
          collection_schedule: 'ADVANCE',
          proration: { is_prorated: false, invoice_behavior: 'BILL_ON_NEXT_COLLECTION_DATE' },
          initial_quantity: 10,
          quantity_management_mode: 'QUANTITY_ONLY',
          starting_at_offset: { value: 0, unit: 'DAYS' },
          billing_cycle_config: { invoice_placement: 'ON_USAGE_INVOICE' },
          custom_fields: {},
        },
      ],
      created_at: '2024-08-15T12:00:00.000Z',
      created_by: 'API',
    })
    const parts = [...data.overrides, ...data.scheduled_charges, ...(data.subscriptions ?? [])]
    expect(new Set(parts.map((part) => part.id)).size).toBe(4)
    const listed = await Array.fromAsync(packages.list())
    expect(listed).toEqual([data])
  })

  it('give contracts their terms, by id and by alias', async () => {
    const { contracts, packages } = service.sandbox.v1
    const byId = await contracts.create({
      customer_id: customerId,
      package_id: packageId,
      starting_at: '2024-08-31T00:00:00Z',
      custom_fields: { source: 'web' },
    })
    const byAlias = await contracts.create({
      customer_id: customerId,
      package_alias: 'starter',
      starting_at: '2024-09-01T00:00:00Z',
    })
    const { data } = await service.sandbox.v2.contracts.retrieve({
      customer_id: customerId,
      contract_id: byId.data.id,
    })
    expect(data).toMatchObject({
      name: 'Starter plan',
      package_id: packageId,
      rate_card_id: cardId,
      starting_at: '2024-08-31T00:00:00.000Z',
      ending_before: '2025-08-31T00:00:00.000Z',
      net_payment_terms_days: 30,
      custom_fields: { source: 'web' },
      overrides: [
        // Three months after 31 August is the last day of November.
        {
          starting_at: '2024-08-31T00:00:00.000Z',
          ending_before: '2024-11-30T00:00:00.000Z',
          multiplier: 0.5,
        },
        { starting_at: '2024-11-30T00:00:00.000Z', overwrite_rate: { rate_type: 'FLAT', price: 1800 } },
      ],
      // 31 August and two weeks; two at 25000.
      scheduled_charges: [
        { schedule: { schedule_items: [{ timestamp: '2024-09-14T00:00:00.000Z', amount: 50000 }] } },
      ],
      subscriptions: [{ starting_at: '2024-08-31T00:00:00.000Z', collection_schedule: 'ADVANCE' }],
    })
    const onPackage = await Array.fromAsync(packages.listContractsOnPackage({ package_id: packageId }))
    expect(onPackage).toEqual([
      {
        customer_id: customerId,
        contract_id: byId.data.id,
        starting_at: '2024-08-31T00:00:00.000Z',
        ending_before: '2025-08-31T00:00:00.000Z',
      },
      {
        customer_id: customerId,
        contract_id: byAlias.data.id,
        starting_at: '2024-09-01T00:00:00.000Z',
        ending_before: '2025-09-01T00:00:00.000Z',
      },
    ])
  })

  it('leave a contract nothing to say but whose it is and when it starts', async () => {
    const contract = { customer_id: customerId, starting_at: '2024-09-01T00:00:00Z' }
    for (const [fields, message] of [
      [
        { package_id: packageId, name: 'Mine' },
        'name: cannot be given together with package_id, which says it',
      ],
      [
        { package_alias: 'starter', ending_before: '2024-10-01T00:00:00Z' },
        'ending_before: cannot be given together with package_alias, which says it',
      ],
      [
        { package_id: packageId, package_alias: 'starter' },
        'package_alias: cannot be given together with package_id',
      ],
    ] as const) {
      const answer = await service.request('POST', '/v1/contracts/create', {
        body: { ...contract, ...fields },
      })
      expect([answer.status, answer.body]).toEqual([400, { message }])
    }
  })

  it.each([
    [
      'a commit for a contract alone',
      { commits: [{ hierarchy_configuration: { child_access: { type: 'ALL' } } }] },
      /commits\.0.*"hierarchy_configuration"/,
    ],
    ['real dates', { overrides: [{ starting_at: '2024-08-01T00:00:00Z' }] }, /overrides\.0.*"starting_at"/],
    [
      'a threshold that is paid through Stripe',
      {
        spend_threshold_configuration: {
          is_enabled: true,
          threshold_amount: 10_000,
          commit: { product_id: USD_CENTS.id },
          payment_gate_config: { payment_gate_type: 'STRIPE' },
        },
      },
      /spend_threshold_configuration\.payment_gate_config\.payment_gate_type: STRIPE is not supported/,
    ],
    ['no time at all', { duration: { value: 0, unit: 'DAYS' } }, /duration\.value: expected 1 to/],
    [
      'more than 100 years',
      { duration: { value: 101, unit: 'YEARS' } },
      /duration: must be at most 100 years/,
    ],
    [
      'an unknown unit',
      { duration: { value: 1, unit: 'HOURS' } },
      /duration\.unit: expected one of DAYS, WEEKS/,
    ],
  ])('are refused with %s', async (_, terms, message) => {
    const body = { name: 'Other', rate_card_id: cardId, ...terms }
    const answer = await service.request('POST', '/v1/packages/create', { body })
    expect([answer.status, answer.body]).toEqual([400, { message: expect.stringMatching(message) }])
  })

  it('are archived for good', async () => {
    const { packages } = service.sandbox.v1
    await packages.archive({ package_id: packageId })
    expect((await packages.retrieve({ package_id: packageId })).data.archived_at).toBe(
      '2024-08-15T12:00:00.000Z',
    )
    expect(await Array.fromAsync(packages.list())).toEqual([])
    expect(await Array.fromAsync(packages.list({ archive_filter: 'ARCHIVED' }))).toHaveLength(1)
    const again = await service.request('POST', '/v1/packages/archive', { body: { package_id: packageId } })
    expect(again.status).toBe(400)
  })

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
