import type { Decimal } from '../../kernel/decimal.ts'
import { invalid, notFound } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import { refuseOversized } from '../products/decimal-size.ts'
import type { Product } from '../products/rows.ts'
import type { RateCard } from '../rate-cards/rows.ts'

export interface NewRate {
  productId: string
  pricingGroupValues: Readonly<Record<string, string>>
  startingAt: Instant
  endingBefore: Instant | null
  isEntitled: boolean
  price: Decimal
  /** Null for the card's currency. */
  creditTypeId: string | null
}

/**
 * Holds a new rate to the rules of its card and product (reference section 5).
 * @param fieldPrefix where the rate is in the request, such as `rates.3.`, for the messages
 * @throws Problem not_found where the product does not exist, invalid where a rule is broken, naming the field.
 */
export function validateRate(
  rate: NewRate,
  card: RateCard,
  product: Product | undefined,
  fieldPrefix: string,
): void {
  if (product === undefined) throw notFound(`${fieldPrefix}product_id: product`, rate.productId)
  if (product.archivedAt !== null) {
    throw invalid(`${fieldPrefix}product_id: product ${product.id} is archived`)
  }
  validateGroupValues(rate, product, `${fieldPrefix}pricing_group_values`)
  if (rate.endingBefore !== null && rate.startingAt >= rate.endingBefore) {
    throw invalid(`${fieldPrefix}ending_before: must be after starting_at`)
  }
  if (rate.creditTypeId !== null && rate.creditTypeId !== card.currency.id) {
    throw invalid(`${fieldPrefix}credit_type_id: must be the rate card's currency, ${card.currency.id}`)
  }
  refuseOversized(`${fieldPrefix}price`, rate.price)
}

function validateGroupValues(rate: NewRate, product: Product, field: string): void {
  const given = Object.keys(rate.pricingGroupValues)
  const missing = product.pricingGroupKey.find((name) => !given.includes(name))
  if (missing !== undefined) {
    throw invalid(`${field}: has no value for ${JSON.stringify(missing)} of the product's pricing_group_key`)
  }
  const foreign = given.find((name) => !product.pricingGroupKey.includes(name))
  if (foreign !== undefined) {
    throw invalid(`${field}: ${JSON.stringify(foreign)} is not in the product's pricing_group_key`)
  }
}
