import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPackagedProducts, USD_CENTS } from '../support/packaged-products.ts'
import { startTestService, type TestService } from '../support/service.ts'

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
    ;({ customerId, setupId, seatsId, cardId } = await openPackagedProducts(service))
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
})
