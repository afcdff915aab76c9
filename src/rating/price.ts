import type { Decimal } from '../kernel/decimal.ts'

/** One tier of a graduated price: the next `size` units, or all further ones where it is null (reference section 5). */
export interface PriceTier {
  size: Decimal | null
  price: Decimal
}

/**
 * How a quantity, or the spend that a percentage is taken of, becomes an amount (reference section 5). A percentage's
 * price is a fraction of 1; `minimum` is the least that it comes to over a billing period.
 */
export type Price =
  | { rateType: 'FLAT'; price: Decimal }
  | { rateType: 'TIERED'; tiers: readonly PriceTier[] }
  | { rateType: 'PERCENTAGE'; price: Decimal; minimum: Decimal | null }
  | { rateType: 'TIERED_PERCENTAGE'; tiers: readonly PriceTier[]; minimum: Decimal | null }
  | { rateType: 'SUBSCRIPTION'; price: Decimal; quantity: Decimal; isProrated: boolean }

export type RateType = Price['rateType']

/** The least that a percentage comes to over a billing period; null where a price has none. */
export function minimumOf(price: Price | null): Decimal | null {
  return price?.rateType === 'PERCENTAGE' || price?.rateType === 'TIERED_PERCENTAGE' ? price.minimum : null
}
