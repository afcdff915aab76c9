import { invalid } from '../../kernel/errors.ts'
import type { RateType } from '../../rating/price.ts'
import type { ProductType } from '../tables.ts'

/**
 * The rate types that a product of each type can be priced by: usage and subscriptions by quantity, composites by a
 * percentage of spend (reference section 5). What has no rate type is priced by the contract itself.
 */
export const RATE_TYPES_OF: Readonly<Record<ProductType, readonly RateType[]>> = {
  USAGE: ['FLAT', 'TIERED'],
  COMPOSITE: ['PERCENTAGE', 'TIERED_PERCENTAGE'],
  SUBSCRIPTION: ['FLAT', 'SUBSCRIPTION'],
  FIXED: [],
  PRO_SERVICE: [],
}

/** Holds a rate type to a product's type. @throws Problem invalid, naming the field. */
export function requireRateType(rateType: RateType, productType: ProductType, field: string): void {
  const allowed = RATE_TYPES_OF[productType]
  if (allowed.includes(rateType)) return
  throw invalid(`${field}: must be ${allowed.join(' or ')} for a product of type ${productType}`)
}
