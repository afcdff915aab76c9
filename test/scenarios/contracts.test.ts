import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

const AUGUST = '2024-08-01T00:00:00.000Z'
const SEPTEMBER = '2024-09-01T00:00:00.000Z'
const OCTOBER = '2024-10-01T00:00:00.000Z'

describe('contracts', () => {
  let service: TestService
  let products: Record<'requests' | 'seats' | 'setup' | 'consulting', string>
  let rateCardId: string

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-20T00:00:00Z')
    const { billableMetrics, contracts } = service.sandbox.v1
    const metric = await billableMetrics.create({
      name: 'Requests',
      aggregation_type: 'COUNT',
      property_filters: [{ name: 'project', exists: true }],
      group_keys: [['project']],
    })
    const product = async (body: Parameters<typeof contracts.products.create>[0]) =>
      (await contracts.products.create(body)).data.id
    products = {
      requests: await product({
        name: 'Requests',
        type: 'USAGE',
        billable_metric_id: metric.data.id,
        tags: ['core'],
      }),
      seats: await product({ name: 'Seats', type: 'SUBSCRIPTION' }),
      setup: await product({ name: 'Setup', type: 'FIXED' }),
      consulting: await product({ name: 'Consulting', type: 'PROFESSIONAL_SERVICE' }),
    }
    rateCardId = (await contracts.rateCards.create({ name: 'List' })).data.id
    const rate = { rate_type: 'FLAT', starting_at: '2024-01-01T00:00:00Z', entitled: true } as const
    await contracts.rateCards.rates.addMany({
      rate_card_id: rateCardId,
      rates: [
        { ...rate, product_id: products.requests, price: 5 },
        { ...rate, product_id: products.seats, price: 2000, billing_frequency: 'MONTHLY' },
      ],
    })
  })
  afterAll(() => service.stop())

  const newCustomer = async () => (await service.sandbox.v1.customers.create({ name: 'Acme' })).data.id

  it('show what they were made with in both versions', async () => {
    const { v1, v2 } = service.sandbox
    const customer = await newCustomer()
    const { id } = (
      await v1.contracts.create({
        customer_id: customer,
        rate_card_id: rateCardId,
        name: 'Enterprise',
        uniqueness_key: 'order-1',
        starting_at: AUGUST,
        ending_before: '2025-08-01T00:00:00Z',
        net_payment_terms_days: 30,
        total_contract_value: 1200000.5,
        netsuite_sales_order_id: 'SO-1',
        salesforce_opportunity_id: '006A',
        usage_statement_schedule: {
          frequency: 'QUARTERLY',
          day: 'CUSTOM_DATE',
          billing_anchor_date: '2024-07-10T00:00:00Z',
        },
        multiplier_override_prioritization: 'EXPLICIT',
        scheduled_charges_on_usage_invoices: 'ALL',
        overrides: [
          {
            starting_at: AUGUST,
            type: 'MULTIPLIER',
            multiplier: 0.1,
            priority: 1,
            applicable_product_tags: ['core'],
          },
          {
            starting_at: SEPTEMBER,
            type: 'OVERWRITE',
            overwrite_rate: { rate_type: 'TIERED', tiers: [{ size: 10, price: 4 }, { price: 3 }] },
            override_specifiers: [{ product_id: products.requests }],
          },
        ],
        scheduled_charges: [
          {
            product_id: products.setup,
            name: 'Onboarding',
            schedule: {
              recurring_schedule: {
                starting_at: AUGUST,
                ending_before: OCTOBER,
                frequency: 'MONTHLY',
                amount: 1001,
                amount_distribution: 'DIVIDED_ROUNDED',
              },
            },
          },
        ],
        discounts: [
          {
            product_id: products.setup,
            schedule: { schedule_items: [{ timestamp: SEPTEMBER, unit_price: 25, quantity: 4 }] },
          },
        ],
        professional_services: [
          { product_id: products.consulting, unit_price: 15000, quantity: 8, max_amount: 120000 },
        ],
        reseller_royalties: [
          {
            reseller_type: 'AWS',
            fraction: 0.03,
            netsuite_reseller_id: 'R-1',
            applicable_product_tags: ['core'],
            starting_at: AUGUST,
            aws_options: { aws_offer_id: 'offer-1' },
          },
        ],
        subscriptions: [
          {
            subscription_rate: { billing_frequency: 'MONTHLY', product_id: products.seats },
            collection_schedule: 'ADVANCE',
            proration: { is_prorated: true, invoice_behavior: 'BILL_IMMEDIATELY' },
            initial_quantity: 3,
            billing_cycle_config: { anchor_date: AUGUST, invoice_placement: 'ON_SCHEDULED_INVOICE' },
          },
        ],
        usage_filter: { group_key: 'project', group_values: ['p1'] },
        custom_fields: { erp: '17' },
      })
    ).data

    const unit = { id: '2714e483-4ff1-48e4-9e25-ac732e8f24f2', name: 'USD (cents)' }
    const ref = { customer_id: customer, contract_id: id }
    const terms = {
      name: 'Enterprise',
      rate_card_id: rateCardId,
      starting_at: AUGUST,
      ending_before: '2025-08-01T00:00:00.000Z',
      net_payment_terms_days: 30,
      total_contract_value: 1200000.5,
      netsuite_sales_order_id: 'SO-1',
      salesforce_opportunity_id: '006A',
      usage_statement_schedule: { frequency: 'QUARTERLY', billing_anchor_date: '2024-07-10T00:00:00.000Z' },
      scheduled_charges_on_usage_invoices: 'ALL',
      commits: [],
      transitions: [],
      overrides: [
        {
          type: 'MULTIPLIER',
          multiplier: 0.1,
          priority: 1,
          applicable_product_tags: ['core'],
          starting_at: AUGUST,
          is_commit_specific: false,
        },
        {
          type: 'OVERWRITE',
          overwrite_rate: {
            rate_type: 'TIERED',
            tiers: [{ size: 10, price: 4 }, { price: 3 }],
            credit_type: unit,
          },
          override_specifiers: [{ product_id: products.requests }],
          starting_at: SEPTEMBER,
        },
      ],
      scheduled_charges: [
        {
          product: { id: products.setup, name: 'Setup' },
          name: 'Onboarding',
          // 1,001 cents over two months: half a cent goes up, the last month takes the rest.
          schedule: {
            credit_type: unit,
            schedule_items: [
              { timestamp: AUGUST, amount: 501, unit_price: 501, quantity: 1 },
              { timestamp: SEPTEMBER, amount: 500, unit_price: 500, quantity: 1 },
            ],
          },
        },
      ],
      discounts: [
        {
          product: { id: products.setup, name: 'Setup' },
          schedule: { schedule_items: [{ timestamp: SEPTEMBER, amount: 100, unit_price: 25, quantity: 4 }] },
        },
      ],
      professional_services: [
        { product_id: products.consulting, unit_price: 15000, quantity: 8, max_amount: 120000 },
      ],
    }
    const royalty = {
      reseller_type: 'AWS',
      fraction: 0.03,
      netsuite_reseller_id: 'R-1',
      applicable_product_tags: ['core'],
      starting_at: AUGUST,
      aws_offer_id: 'offer-1',
    }
    const subscription = {
      subscription_rate: { billing_frequency: 'MONTHLY', product: { id: products.seats, name: 'Seats' } },
      proration: { is_prorated: true, invoice_behavior: 'BILL_IMMEDIATELY' },
      quantity_management_mode: 'QUANTITY_ONLY',
      quantity_schedule: [{ quantity: 3, starting_at: AUGUST, ending_before: '2025-08-01T00:00:00.000Z' }],
      billing_periods: {
        current: { starting_at: AUGUST, ending_before: SEPTEMBER },
        next: { starting_at: SEPTEMBER, ending_before: OCTOBER },
      },
      billing_cycle_config: { anchor_date: AUGUST, invoice_placement: 'ON_SCHEDULED_INVOICE' },
      fiat_credit_type_id: unit.id,
    }
    const identity = { id, customer_id: customer, uniqueness_key: 'order-1', custom_fields: { erp: '17' } }
    const filter = { group_key: 'project', group_values: ['p1'], starting_at: AUGUST }

    const flat = (await v2.contracts.retrieve(ref)).data
    expect(flat).toMatchObject({
      ...identity,
      ...terms,
      multiplier_override_prioritization: 'EXPLICIT',
      reseller_royalties: [{ reseller_type: 'AWS', segments: [royalty] }],
      usage_filter: [{ ...filter, ending_before: '2025-08-01T00:00:00.000Z' }],
      subscriptions: [subscription],
    })
    expect(await v2.contracts.list({ customer_id: customer })).toEqual({ data: [flat] })

    const nested = (await v1.contracts.retrieve(ref)).data
    const whole = {
      ...terms,
      reseller_royalties: [royalty],
      usage_filter: { initial: filter, current: filter, updates: [] },
    }
    expect(nested).toMatchObject({
      ...identity,
      initial: whole,
      current: whole,
      amendments: [],
      subscriptions: [subscription],
    })
    expect(await v1.contracts.list({ customer_id: customer })).toEqual({ data: [nested] })
  })

  it('name the contract that has a uniqueness key', async () => {
    const customer = await newCustomer()
    const body = { customer_id: customer, starting_at: AUGUST, uniqueness_key: 'order-2' }
    const { id } = (await service.sandbox.v1.contracts.create(body)).data
    const again = await service.request('POST', '/v1/contracts/create', { body })
    expect([again.status, again.headers.get('x-should-retry')]).toEqual([409, 'false'])
    expect(again.body).toMatchObject({ conflicting_id: id })
  })

  it.each([
    ['spend_trackers', [], /^body: Unrecognized key: "spend_trackers"/],
    ['starting_at', '2024-08-01T00:30:00Z', /^starting_at: must be on an hour boundary/],
    ['overrides', [{ starting_at: AUGUST, override_specifiers: [] }], /^overrides\.0\.override_specifiers: /],
    ['overrides', [{ starting_at: AUGUST, type: 'HALF' }], /^overrides\.0\.type: expected one of OVERWRITE/],
    [
      'scheduled_charges',
      [{ product_id: '2714e483-4ff1-48e4-9e25-ac732e8f24f2', schedule: { do_not_invoice: true } }],
      /^scheduled_charges\.0\.schedule\.do_not_invoice: is only for the invoice schedule of a commit/,
    ],
  ])('are refused by name for a wrong %s: %j', async (field, value, message) => {
    const customer = await newCustomer()
    const body = { customer_id: customer, starting_at: AUGUST, [field]: value }
    const { status, body: problem } = await service.request('POST', '/v1/contracts/create', { body })
    expect([status, (problem as { message: string }).message]).toEqual([400, expect.stringMatching(message)])
  })

  it('are renewed: the old one ends as the new one starts, and both tell', async () => {
    const { v1, v2 } = service.sandbox
    const customer = await newCustomer()
    const old = (await v1.contracts.create({ customer_id: customer, starting_at: AUGUST })).data.id
    const renewal = (
      await v1.contracts.create({
        customer_id: customer,
        starting_at: SEPTEMBER,
        transition: { type: 'RENEWAL', from_contract_id: old, future_invoice_behavior: { trueup: 'REMOVE' } },
      })
    ).data.id
    const { data } = await v2.contracts.list({ customer_id: customer })
    const transitions = [{ type: 'RENEWAL', from_contract_id: old, to_contract_id: renewal }]
    expect(data.map((one) => [one.id, one.ending_before, one.transitions])).toEqual([
      [old, SEPTEMBER, transitions],
      [renewal, undefined, transitions],
    ])
    // On the day before there was no renewal, and so no end.
    const before = { customer_id: customer, contract_id: old, as_of_date: '2024-08-19T00:00:00Z' }
    const answer = await service.request('POST', '/v2/contracts/get', { body: before })
    expect(answer.status).toBe(404)
  })

  it('route usage by a filter that changes over time', async () => {
    const { v1, v2 } = service.sandbox
    const customer = await newCustomer()
    const body = { customer_id: customer, rate_card_id: rateCardId, starting_at: AUGUST }
    const { id } = (await v1.contracts.create(body)).data
    const ref = { customer_id: customer, contract_id: id }
    const filter = (starting_at: string, ...group_values: string[]) =>
      v1.contracts.setUsageFilter({ ...ref, group_key: 'project', group_values, starting_at })
    await filter(AUGUST, 'p1')
    await filter(SEPTEMBER, 'p2', 'p3')
    expect((await v2.contracts.retrieve(ref)).data.usage_filter).toEqual([
      { group_key: 'project', group_values: ['p1'], starting_at: AUGUST, ending_before: SEPTEMBER },
      { group_key: 'project', group_values: ['p2', 'p3'], starting_at: SEPTEMBER },
    ])
    const first = { group_key: 'project', group_values: ['p1'], starting_at: AUGUST }
    expect((await v1.contracts.retrieve(ref)).data.current.usage_filter).toEqual({
      initial: first,
      current: first,
      updates: [{ group_key: 'project', group_values: ['p2', 'p3'], starting_at: SEPTEMBER }],
    })
  })

  it('tell how many seats there were, at what price, and who holds them', async () => {
    const { v1 } = service.sandbox
    const customer = await newCustomer()
    const { id } = (
      await v1.contracts.create({
        customer_id: customer,
        rate_card_id: rateCardId,
        starting_at: AUGUST,
        subscriptions: [
          {
            subscription_rate: { billing_frequency: 'MONTHLY', product_id: products.seats },
            collection_schedule: 'ARREARS',
            proration: {},
            quantity_management_mode: 'SEAT_BASED',
            seat_config: { seat_group_key: 'user', initial_seat_ids: ['ann'], initial_unassigned_seats: 2 },
          },
        ],
      })
    ).data
    const ref = { customer_id: customer, contract_id: id }
    const [subscription] = (await v1.contracts.retrieve(ref)).data.subscriptions ?? []
    const subscription_id = subscription?.id ?? ''
    expect(await v1.contracts.getSubscriptionSeatsHistory({ ...ref, subscription_id })).toEqual({
      data: [{ starting_at: AUGUST, ending_before: null, total_quantity: 3, assigned_seat_ids: ['ann'] }],
      next_page: null,
    })
    // 3 at 2,000.
    expect(
      (await v1.contracts.retrieveSubscriptionQuantityHistory({ ...ref, subscription_id })).data,
    ).toEqual({
      subscription_id,
      fiat_credit_type_id: '2714e483-4ff1-48e4-9e25-ac732e8f24f2',
      history: [{ starting_at: AUGUST, data: [{ quantity: 3, unit_price: 2000, total: 6000 }] }],
    })
  })
})
