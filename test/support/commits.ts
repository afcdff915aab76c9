import type { Metronome } from '@metronome/sdk'

export const AUGUST = '2024-08-01T00:00:00.000Z'
export const SEPTEMBER = '2024-09-01T00:00:00.000Z'
export const OCTOBER = '2024-10-01T00:00:00.000Z'
export const NOW = '2024-08-20T00:00:00.000Z'
export const USD_CENTS = '2714e483-4ff1-48e4-9e25-ac732e8f24f2'

/** Access to an amount in August 2024. */
export function august(amount: number) {
  return {
    schedule_items: [{ amount, starting_at: AUGUST, ending_before: SEPTEMBER }],
  }
}

/** A card with `requests` and `seats`, at a dollar each unless it says otherwise, and `fixed`, which is what commits are bought as. */
export async function openCommitProducts(
  service: { readonly sandbox: Metronome },
  prices = { requests: 100, seats: 100 },
) {
  const { contracts, billableMetrics } = service.sandbox.v1
  const metric = await billableMetrics.create({
    name: 'Requests',
    aggregation_type: 'COUNT',
    event_type_filter: { in_values: ['request'] },
  })
  const product = { type: 'USAGE', billable_metric_id: metric.data.id } as const
  const requests = (await contracts.products.create({ name: 'Requests', ...product })).data.id
  const seats = (await contracts.products.create({ name: 'Seats', type: 'SUBSCRIPTION' })).data.id
  const fixed = (await contracts.products.create({ name: 'Commit', type: 'FIXED' })).data.id
  const rateCardId = (await contracts.rateCards.create({ name: 'List' })).data.id
  const rate = {
    rate_type: 'FLAT',
    starting_at: '2024-01-01T00:00:00Z',
    entitled: true,
  } as const
  await contracts.rateCards.rates.addMany({
    rate_card_id: rateCardId,
    rates: [
      { product_id: requests, price: prices.requests, ...rate },
      { product_id: seats, price: prices.seats, billing_frequency: 'MONTHLY', ...rate },
    ],
  })
  return { requests, seats, fixed, rateCardId }
}

export type CommitProducts = Awaited<ReturnType<typeof openCommitProducts>>

/**
 * Signs a contract with one of each, recurring ones that have made none yet, and an override that is for the commit
 * alone.
 */
export async function signWithBalances(
  service: { readonly sandbox: Metronome },
  { requests, seats, fixed, rateCardId }: CommitProducts,
  customer: string,
) {
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
