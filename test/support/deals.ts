import type { Metronome } from '@metronome/sdk'
import type { BillableMetricCreateParams } from '@metronome/sdk/resources/v1/billable-metrics'
import type { ProductCreateParams } from '@metronome/sdk/resources/v1/contracts/products'

interface RateInput {
  price: number
  from?: string
  to?: string
  values?: Record<string, string>
  entitled?: boolean
}

/** A customer's contract with one product. */
export interface Deal {
  metric: Omit<BillableMetricCreateParams, 'name'>
  product?: Partial<ProductCreateParams>
  rates: RateInput[]
  contract?: { from?: string; to?: string; day?: 'FIRST_OF_MONTH' | 'CONTRACT_START' }
}

let counter = 0
const unique = (prefix: string) => `${prefix}-${(counter += 1)}`

/** Signs contracts, sends usage and reads the bills, all through the official client. */
export function openDeals(service: { readonly sandbox: Metronome }) {
  /** A customer on a contract with one product; their events carry the returned alias. */
  async function sign({ metric, product = {}, rates, contract = {} }: Deal) {
    const { v1 } = service.sandbox
    const alias = unique('customer')
    const customerId = (await v1.customers.create({ name: alias, ingest_aliases: [alias] })).data.id
    const metricId = (await v1.billableMetrics.create({ name: unique('metric'), ...metric })).data.id
    const productId = (
      await v1.contracts.products.create({
        name: unique('product'),
        type: 'USAGE',
        billable_metric_id: metricId,
        ...product,
      })
    ).data.id
    const rateCardId = (await v1.contracts.rateCards.create({ name: unique('card') })).data.id
    await v1.contracts.rateCards.rates.addMany({
      rate_card_id: rateCardId,
      rates: rates.map((rate) => ({
        product_id: productId,
        rate_type: 'FLAT',
        price: rate.price,
        starting_at: rate.from ?? '2024-01-01T00:00:00Z',
        ...(rate.to === undefined ? {} : { ending_before: rate.to }),
        ...(rate.values === undefined ? {} : { pricing_group_values: rate.values }),
        entitled: rate.entitled ?? true,
      })),
    })
    const contractId = (
      await v1.contracts.create({
        customer_id: customerId,
        rate_card_id: rateCardId,
        starting_at: contract.from ?? '2024-08-01T00:00:00Z',
        ...(contract.to === undefined ? {} : { ending_before: contract.to }),
        ...(contract.day === undefined
          ? {}
          : { usage_statement_schedule: { frequency: 'MONTHLY', day: contract.day } }),
      })
    ).data.id
    return { alias, customerId, contractId, rateCardId, productId }
  }

  const send = (alias: string, events: [time: string, properties: Record<string, unknown>][]) =>
    service.sandbox.v1.usage.ingest({
      usage: events.map(([timestamp, properties]) => ({
        transaction_id: unique('event'),
        customer_id: alias,
        event_type: 'usage',
        timestamp,
        properties,
      })),
    })
  const invoices = (customerId: string, query: object = {}) =>
    Array.fromAsync(service.sandbox.v1.customers.invoices.list({ customer_id: customerId, ...query }))
  const lines = async (customerId: string) =>
    (await invoices(customerId)).flatMap((invoice) =>
      invoice.line_items.map((line) => [
        line.starting_at?.slice(5, 10),
        line.ending_before?.slice(5, 10),
        line.quantity,
        line.total,
      ]),
    )

  return { sign, send, invoices, lines }
}
