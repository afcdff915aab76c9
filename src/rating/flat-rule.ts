import type { Decimal } from '../kernel/decimal.ts'
import type { PricingRule } from './pricing-rule.ts'

/**
 * One price for each unit, however many there are. A PERCENTAGE is one too: its units are those of the spend it is
 * taken of, and its price is the fraction.
 */
export function flatRule(unitPrice: Decimal): PricingRule {
  return {
    parts(from, to) {
      const quantity = from.isZero() ? to : to.minus(from)
      return [{ quantity, unitPrice, total: quantity.times(unitPrice), tier: null }]
    },
    firstUnitPrice: () => unitPrice,
  }
}
