import { invalid, notFound } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { BillingFrequency } from '../../rating/billing-period.ts'
import type { Price, RateType } from '../../rating/price.ts'
import { requirePricingGroupValues } from '../products/require-pricing-group-values.ts'
import { productAt, type Product } from '../products/rows.ts'
import type { RateCard } from '../rate-cards/rows.ts'
import { RATE_TYPES_OF, requireRateType } from './rate-types.ts'
import { readPrice, type PriceFields } from './read-price.ts'
import type { CatalogRate } from './rows.ts'

export interface NewRate {
  productId: string
  pricingGroupValues: Readonly<Record<string, string>>
  /** Null for all but subscriptions. */
  billingFrequency: BillingFrequency | null
  startingAt: Instant
  endingBefore: Instant | null
  isEntitled: boolean
  price: PriceFields
  /** Null where commits pay the list price. */
  commitRate: PriceFields | null
  /** Null for the card's currency, as percentages always have it. */
  creditTypeId: string | null
}

/**
 * Holds a new rate to the rules of its card and product (reference section 5).
 * @param fieldPrefix where the rate is in the request, such as `rates.3.`, for the messages
 * @returns the rate as it is stored, but for its id and order
 * @throws Problem not_found where the product does not exist, invalid where a rule is broken, naming the field.
 */
export function validateRate(
  rate: NewRate,
  card: RateCard,
  product: Product | undefined,
  fieldPrefix: string,
): Omit<CatalogRate, 'id' | 'seq'> {
  if (product === undefined) throw notFound(`${fieldPrefix}product_id: product`, rate.productId)
  if (product.archivedAt !== null) {
    throw invalid(`${fieldPrefix}product_id: product ${product.id} is archived`)
  }
  const price = readRatePrice(rate.price, product, fieldPrefix)
  const commitRate = readCommitRate(rate.commitRate, product, `${fieldPrefix}commit_rate`)
  // By the key that the product has when the rate starts.
  const version = productAt(product, rate.startingAt)
  requirePricingGroupValues(rate.pricingGroupValues, version, `${fieldPrefix}pricing_group_values`)
  validateFrequency(rate, product, price.rateType, `${fieldPrefix}billing_frequency`)
  if (rate.endingBefore !== null && rate.startingAt >= rate.endingBefore) {
    throw invalid(`${fieldPrefix}ending_before: must be after starting_at`)
  }
  const creditTypeId = chooseCreditType(rate, card, price.rateType, `${fieldPrefix}credit_type_id`)
  return { ...rate, pricingGroupValues: { ...rate.pricingGroupValues }, price, commitRate, creditTypeId }
}

/** The product's type comes before the price, whose fields cannot help where the rate type is wrong. */
function readRatePrice(fields: PriceFields, product: Product, fieldPrefix: string): Price {
  if (RATE_TYPES_OF[product.type].length === 0) {
    throw invalid(`${fieldPrefix}product_id: products of type ${product.type} take no rates`)
  }
  if (fields.rateType !== 'CUSTOM') requireRateType(fields.rateType, product.type, `${fieldPrefix}rate_type`)
  return readPrice(fields, fieldPrefix)
}

function readCommitRate(fields: PriceFields | null, product: Product, field: string): Price | null {
  if (fields === null) return null
  if (product.type !== 'USAGE') throw invalid(`${field}: is only for products of type USAGE`)
  return readRatePrice(fields, product, `${field}.`)
}

function validateFrequency(rate: NewRate, product: Product, rateType: RateType, field: string): void {
  if (product.type !== 'SUBSCRIPTION') {
    if (rate.billingFrequency !== null) throw invalid(`${field}: is only for products of type SUBSCRIPTION`)
  } else if (rateType === 'FLAT' && rate.billingFrequency === null) {
    throw invalid(`${field}: is needed in a FLAT rate for a product of type SUBSCRIPTION`)
  }
}

/** A percentage is in whatever unit the spend is in, so it names none (OpenAPI, addRate). */
function chooseCreditType(rate: NewRate, card: RateCard, rateType: RateType, field: string): string {
  const { currency, conversions } = card
  const isPercentage = rateType === 'PERCENTAGE' || rateType === 'TIERED_PERCENTAGE'
  if (rate.creditTypeId === null) return currency.id
  if (isPercentage) throw invalid(`${field}: cannot be given in a rate of type ${rateType}`)
  const allowed = [currency.id, ...conversions.map(({ unit }) => unit.id)]
  if (allowed.includes(rate.creditTypeId)) return rate.creditTypeId
  throw invalid(
    `${field}: must be the rate card's currency, ${currency.id}, or a custom unit that the card has a conversion for`,
  )
}
