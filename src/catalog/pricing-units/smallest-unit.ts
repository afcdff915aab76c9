import { USD_CENTS_ID } from './get.ts'
import type { PricingUnit } from './rows.ts'

/** Currencies without a smaller unit (ISO 4217). */
const WHOLE_CURRENCIES: readonly string[] = ['JPY', 'KRW']

/**
 * To how many decimal places an amount in a unit can be paid (semantics 35): US dollars are in cents already, other
 * currencies in whole units of which the cent is a hundredth; custom units are not divided.
 */
export function smallestUnitPlaces({ id, name, isCurrency }: PricingUnit): number {
  return !isCurrency || id === USD_CENTS_ID || WHOLE_CURRENCIES.includes(name) ? 0 : 2
}
