import type { Metronome } from '@metronome/sdk'
import { DAY_MS, formatInstant, type Instant } from '../../src/kernel/instant.ts'

/** The made-up models. */
const MODELS = ['heron-mini', 'heron-pro', 'heron-code', 'osprey-reasoning'] as const
export type Model = (typeof MODELS)[number]

/** A price list: cents per million tokens of each model. */
export type TokenPrices = Readonly<Record<Model, { input: number; output: number }>>

export const TOKEN_PRICES: TokenPrices = {
  'heron-mini': { input: 12.5, output: 50 },
  'heron-pro': { input: 300, output: 1500 },
  'heron-code': { input: 80, output: 320 },
  'osprey-reasoning': { input: 1000, output: 4000 },
}

/** What is cheaper from the price change on. */
export const CHANGED_PRICES: Partial<TokenPrices> = { 'heron-pro': { input: 250, output: 1250 } }

/** When prices change, in days after the billing month's start. */
const PRICE_CHANGE_AFTER_DAYS = 15

/** Cents per thousand requests, those that fail too. */
export const REQUESTS_PRICE = 40

export const EVENT_TYPE = 'llm_request'
export const RATE_CARD_ALIAS = 'demo-list-prices'

const RATE_CARD_NAME = 'Demo list prices'

type MetricBody = Metronome.V1.BillableMetricCreateParams
type ProductBody = Metronome.V1.Contracts.ProductCreateParams
type NewRate = Metronome.V1.Contracts.RateCards.RateAddManyParams['rates'][number]

/** The ids of what the demo meters and bills. */
export interface PriceBook {
  inputTokens: string
  requests: string
  activeUsers: string
  rateCard: string
}

/**
 * Finds the demo's metrics, products and rate card by their names, or makes them.
 * @param from since when the prices are in force, where they are new.
 */
export async function findOrCreatePriceBook(client: Metronome, from: Instant): Promise<PriceBook> {
  const metrics = await idsByName(client.v1.billableMetrics.list())
  const metric = async (body: MetricBody) =>
    metrics.get(body.name) ?? (await client.v1.billableMetrics.create(body)).data.id
  const inputTokens = await metric(tokensMetric('Input tokens', 'input_tokens'))
  const outputTokens = await metric(tokensMetric('Output tokens', 'output_tokens'))
  const requests = await metric(countMetric('Requests'))
  const activeUsers = await metric(uniqueMetric('Active users', 'user_id'))

  const products = await idsByName(currentStates(client.v1.contracts.products.list()))
  const product = async (body: ProductBody) =>
    products.get(body.name) ?? (await client.v1.contracts.products.create(body)).data.id
  const inputProduct = await product(tokensProduct('Input tokens (millions)', inputTokens))
  const outputProduct = await product(tokensProduct('Output tokens (millions)', outputTokens))
  const requestsProduct = await product(requestsProductBody('Requests (thousands)', requests))

  const rateCards = await idsByName(client.v1.contracts.rateCards.list())
  const rateCard = rateCards.get(RATE_CARD_NAME) ?? (await createRateCard(client))
  // Apart from the card, so that a run that was stopped between the two is made good.
  const { data: rates } = await client.v1.contracts.rateCards.rates.list({
    rate_card_id: rateCard,
    at: formatInstant(from),
  })
  if (rates.length === 0) {
    await client.v1.contracts.rateCards.rates.addMany({
      rate_card_id: rateCard,
      rates: [
        ...tokenRates(TOKEN_PRICES, { inputProduct, outputProduct }, from),
        ...tokenRates(
          CHANGED_PRICES,
          { inputProduct, outputProduct },
          from + PRICE_CHANGE_AFTER_DAYS * DAY_MS,
        ),
        rate(requestsProduct, REQUESTS_PRICE, from),
      ],
    })
  }
  return { inputTokens, requests, activeUsers, rateCard }
}

function tokensMetric(name: string, property: string): MetricBody {
  return {
    name,
    aggregation_type: 'SUM',
    aggregation_key: property,
    event_type_filter: { in_values: [EVENT_TYPE] },
    property_filters: [
      { name: property, exists: true },
      { name: 'status', in_values: ['succeeded'] },
      { name: 'model', exists: true },
      { name: 'user_id', exists: true },
    ],
    group_keys: [['model', 'user_id']],
  }
}

function countMetric(name: string): MetricBody {
  return { name, aggregation_type: 'COUNT', event_type_filter: { in_values: [EVENT_TYPE] } }
}

function uniqueMetric(name: string, property: string): MetricBody {
  return {
    name,
    aggregation_type: 'UNIQUE',
    aggregation_key: property,
    event_type_filter: { in_values: [EVENT_TYPE] },
    property_filters: [{ name: property, exists: true }],
  }
}

function tokensProduct(name: string, metricId: string): ProductBody {
  return {
    name,
    type: 'USAGE',
    billable_metric_id: metricId,
    quantity_conversion: { conversion_factor: 1_000_000, operation: 'DIVIDE' },
    pricing_group_key: ['model'],
  }
}

function requestsProductBody(name: string, metricId: string): ProductBody {
  return {
    name,
    type: 'USAGE',
    billable_metric_id: metricId,
    quantity_conversion: { conversion_factor: 1000, operation: 'DIVIDE' },
  }
}

async function createRateCard(client: Metronome): Promise<string> {
  const { data } = await client.v1.contracts.rateCards.create({
    name: RATE_CARD_NAME,
    description: 'What the demo charges for its made-up models',
    aliases: [{ name: RATE_CARD_ALIAS }],
  })
  return data.id
}

function tokenRates(
  prices: Partial<TokenPrices>,
  products: { inputProduct: string; outputProduct: string },
  from: Instant,
): NewRate[] {
  return Object.entries(prices).flatMap(([model, { input, output }]) => [
    rate(products.inputProduct, input, from, { model }),
    rate(products.outputProduct, output, from, { model }),
  ])
}

function rate(productId: string, price: number, from: Instant, values?: Record<string, string>): NewRate {
  return {
    product_id: productId,
    ...(values === undefined ? {} : { pricing_group_values: values }),
    starting_at: formatInstant(from),
    entitled: true,
    rate_type: 'FLAT',
    price,
  }
}

async function idsByName(list: AsyncIterable<{ id: string; name: string }>): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  for await (const { id, name } of list) ids.set(name, id)
  return ids
}

async function* currentStates(products: AsyncIterable<{ id: string; current: { name: string } }>) {
  for await (const { id, current } of products) yield { id, name: current.name }
}
