import { createContractBody } from '../../schemas/contract-terms.ts'
import { readContractBody } from '../../src/api/contracts/read-contract-body.ts'
import type { Environment } from '../../src/api/environment.ts'
import { createMetric } from '../../src/catalog/billable-metrics/create.ts'
import { createContract } from '../../src/catalog/contracts/create.ts'
import { createCustomer } from '../../src/catalog/customers/create.ts'
import { USD_CENTS_ID } from '../../src/catalog/pricing-units/get.ts'
import { createProduct } from '../../src/catalog/products/create.ts'
import { createRateCard } from '../../src/catalog/rate-cards/create.ts'
import { addRates } from '../../src/catalog/rates/add-many.ts'
import { Decimal } from '../../src/kernel/decimal.ts'
import type { Price } from '../../src/rating/price.ts'

/** The month that is billed. */
export const MONTH = { from: Date.UTC(2026, 3, 1), to: Date.UTC(2026, 4, 1) }
const CARDS = 50
export const REGIONS = ['eu', 'us', 'ap', 'sa'] as const

/** A customer's alias, which its events carry. */
export function aliasOf(customer: number): string {
  return `customer-${customer}`
}

/** Every second customer has paid before: enough for its month, or, every eighth, for a part of it. */
function commitOf(customer: number, productId: string): object[] {
  if (customer % 2 === 1) return []
  const segment = {
    amount: customer % 8 === 0 ? 40 : 1_000_000,
    starting_at: new Date(MONTH.from).toISOString(),
    ending_before: new Date(MONTH.to).toISOString(),
  }
  return [
    {
      type: 'PREPAID',
      product_id: productId,
      priority: 1,
      access_schedule: { schedule_items: [segment] },
      invoice_schedule: {
        do_not_invoice: true,
        schedule_items: [{ timestamp: segment.starting_at, amount: 1 }],
      },
    },
  ]
}

/**
 * Makes, by the same verbs as the API, two metrics, a product with tiers, one priced by region, fifty rate cards, and
 * customers with a contract each.
 * @returns the customers' ids, in order.
 */
export async function inventCustomers(environment: Environment, customers: number): Promise<string[]> {
  const requests = await addMetric(environment, 'Requests', 'COUNT', null)
  const traffic = await addMetric(environment, 'Traffic', 'SUM', 'gigabytes')
  const product = (name: string, billableMetricId: string | null, pricingGroupKey?: string[]) =>
    createProduct(environment, {
      type: billableMetricId === null ? 'FIXED' : 'USAGE',
      name,
      customFields: {},
      ...(billableMetricId === null ? {} : { billableMetricId }),
      ...(pricingGroupKey === undefined ? {} : { pricingGroupKey }),
    })
  const tiered = await product('Requests', requests)
  const byRegion = await product('Traffic', traffic, ['region'])
  const prepaid = await product('Prepaid', null)
  const cards: string[] = []
  for (let card = 0; card < CARDS; card += 1) {
    cards.push(await addCard(environment, card, tiered.id, byRegion.id))
  }
  const ids: string[] = []
  for (let customer = 0; customer < customers; customer += 1) {
    const { id } = await createCustomer(environment, {
      name: aliasOf(customer),
      ingestAliases: [aliasOf(customer)],
      customFields: {},
    })
    const body = {
      customer_id: id,
      rate_card_id: cards[customer % CARDS],
      starting_at: new Date(MONTH.from).toISOString(),
      commits: commitOf(customer, prepaid.id),
    }
    await createContract(environment, readContractBody(createContractBody.parse(body)))
    ids.push(id)
  }
  return ids
}

function addMetric(
  environment: Environment,
  name: string,
  aggregation: 'COUNT' | 'SUM',
  aggregationKey: string | null,
): Promise<string> {
  return createMetric(environment, {
    name,
    definition: {
      kind: 'streaming',
      aggregation,
      aggregationKey,
      eventTypeFilter: { inValues: [name.toLowerCase()], notInValues: null },
      propertyFilters: (aggregationKey === null ? [] : [aggregationKey, 'region']).map((property) => ({
        name: property,
        exists: true,
        inValues: null,
        notInValues: null,
      })),
      groupKeys: aggregationKey === null ? [] : [['region']],
    },
    afterSequence: null,
    customFields: {},
  })
}

async function addCard(
  environment: Environment,
  number: number,
  tieredId: string,
  byRegionId: string,
): Promise<string> {
  const card = await createRateCard(environment, {
    name: `Card ${number}`,
    description: null,
    currencyId: USD_CENTS_ID,
    aliases: [],
    conversions: [],
    customFields: {},
  })
  const rate = (productId: string, price: Price, pricingGroupValues: Record<string, string> = {}) => ({
    productId,
    pricingGroupValues,
    billingFrequency: null,
    startingAt: MONTH.from,
    endingBefore: null,
    isEntitled: true,
    price,
    commitRate: null,
    creditTypeId: null,
  })
  const cents = (amount: number) => new Decimal(amount).plus(new Decimal(number).dividedBy(100))
  await addRates(environment, card.id, [
    rate(tieredId, {
      rateType: 'TIERED',
      tiers: [
        { size: new Decimal(50), price: cents(3) },
        { size: new Decimal(100), price: cents(2) },
        { size: null, price: cents(1) },
      ],
    }),
    ...REGIONS.map((region, place) =>
      rate(byRegionId, { rateType: 'FLAT', price: cents(place + 1) }, { region }),
    ),
  ])
  return card.id
}
