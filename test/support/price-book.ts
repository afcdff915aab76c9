import type { Metronome } from '@metronome/sdk'
import type { BillableMetricCreateParams } from '@metronome/sdk/resources/v1/billable-metrics'
import type { ContractCreateParams } from '@metronome/sdk/resources/v1/contracts'
import type { ProductCreateParams } from '@metronome/sdk/resources/v1/contracts/products'
import type { RateAddManyParams } from '@metronome/sdk/resources/v1/contracts/rate-cards/rates'
import type { Invoice } from '@metronome/sdk/resources/v1/customers/invoices'

// The SDK's types leave out two fields that the document has.
type Product = Omit<ProductCreateParams, 'name'> & {
  name?: string
  composite_scope?: 'CONTRACT' | 'CUSTOMER'
}
type Rate = { minimum_config?: { minimum: number } } & Omit<
  RateAddManyParams['rates'][number],
  'starting_at' | 'entitled' | 'product_id'
> &
  Partial<Pick<RateAddManyParams['rates'][number], 'starting_at' | 'entitled'>>
type Line = Invoice['line_items'][number]

let counter = 0
const unique = (prefix: string) => `${prefix}-${(counter += 1)}`

const RATES_FROM = '2024-01-01T00:00:00Z'

/** Fills a price book, signs contracts, sends usage and reads bills, all through the official client. */
export function openPriceBook(service: { readonly sandbox: Metronome }) {
  const { v1 } = service.sandbox

  /** A metric on events of type `usage`, over the property `n` where it is not COUNT. */
  async function metric(
    aggregation: NonNullable<BillableMetricCreateParams['aggregation_type']>,
    groupKey: string[] = [],
  ): Promise<string> {
    const measured = aggregation === 'COUNT' ? {} : { aggregation_key: 'n' }
    const names = aggregation === 'COUNT' ? groupKey : ['n', ...groupKey]
    const { data } = await v1.billableMetrics.create({
      name: unique('metric'),
      aggregation_type: aggregation,
      event_type_filter: { in_values: ['usage'] },
      property_filters: names.map((name) => ({ name, exists: true })),
      ...(groupKey.length === 0 ? {} : { group_keys: [groupKey] }),
      ...measured,
    })
    return data.id
  }

  async function product(params: Product): Promise<string> {
    return (await v1.contracts.products.create({ name: unique('product'), ...params })).data.id
  }

  /** A usage product over the sum of the property `n`. */
  async function sumProduct(params: Partial<ProductCreateParams> = {}): Promise<string> {
    const groupKey = [...(params.pricing_group_key ?? []), ...(params.presentation_group_key ?? [])]
    return product({ type: 'USAGE', billable_metric_id: await metric('SUM', groupKey), ...params })
  }

  /** A rate card in US cents whose rates start in January 2024 unless they say otherwise. */
  async function card(
    rates: readonly (readonly [productId: string, rate: Rate])[],
    params: object = {},
  ): Promise<string> {
    const { data } = await v1.contracts.rateCards.create({ name: unique('card'), ...params })
    await addRates(data.id, rates)
    return data.id
  }

  async function addRates(
    cardId: string,
    rates: readonly (readonly [productId: string, rate: Rate])[],
  ): Promise<void> {
    if (rates.length === 0) return
    await v1.contracts.rateCards.rates.addMany({
      rate_card_id: cardId,
      rates: rates.map(([productId, rate]) => ({
        product_id: productId,
        starting_at: RATES_FROM,
        entitled: true,
        ...rate,
      })),
    })
  }

  /** A customer, whose events carry the returned alias. */
  async function customer(): Promise<{ alias: string; customerId: string }> {
    const alias = unique('customer')
    const { data } = await v1.customers.create({ name: alias, ingest_aliases: [alias] })
    return { alias, customerId: data.id }
  }

  /** A new customer's contract from August 2024 on, unless it says otherwise. */
  async function sign(rateCardId: string, terms: Partial<ContractCreateParams> = {}) {
    const { alias, customerId } = await customer()
    const contractId = await signFor(customerId, { rate_card_id: rateCardId, ...terms })
    return { alias, customerId, contractId }
  }

  async function signFor(customerId: string, terms: Partial<ContractCreateParams>): Promise<string> {
    const { data } = await v1.contracts.create({
      customer_id: customerId,
      starting_at: '2024-08-01T00:00:00Z',
      ...terms,
    })
    return data.id
  }

  /** Sends events of type `usage`: when, the property `n`, and other properties. */
  async function use(
    alias: string,
    events: readonly (readonly [
      timestamp: string,
      n: number | string,
      properties?: Record<string, unknown>,
    ])[],
  ): Promise<void> {
    await v1.usage.ingest({
      usage: events.map(([timestamp, n, properties = {}]) => ({
        transaction_id: unique('event'),
        customer_id: alias,
        event_type: 'usage',
        timestamp,
        properties: { n: String(n), ...properties },
      })),
    })
  }

  async function invoices(customerId: string, query: object = {}): Promise<Invoice[]> {
    return Array.fromAsync(v1.customers.invoices.list({ customer_id: customerId, ...query }))
  }

  /** The usage invoice of the period that starts then. */
  async function usageInvoice(customerId: string, start = '2024-08-01'): Promise<Invoice> {
    const all = await invoices(customerId, { type: 'USAGE' })
    const found = all.find((invoice) => invoice.start_timestamp?.startsWith(start))
    if (found === undefined) throw new Error(`there is no usage invoice from ${start} on`)
    return found
  }

  /** That invoice's lines: from and to (month and day), quantity, unit price and total. */
  async function bill(customerId: string, start?: string) {
    return (await usageInvoice(customerId, start)).line_items.map(shown)
  }

  return {
    metric,
    product,
    sumProduct,
    card,
    addRates,
    customer,
    sign,
    signFor,
    use,
    invoices,
    usageInvoice,
    bill,
  }
}

/** A line by its dates, quantity, unit price and total. */
export function shown(line: Line) {
  return [day(line.starting_at), day(line.ending_before), line.quantity, line.unit_price, line.total] as const
}

function day(timestamp: string | undefined): string {
  return timestamp === undefined ? '' : timestamp.slice(5, 10)
}
