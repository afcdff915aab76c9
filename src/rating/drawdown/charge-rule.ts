import { type Decimal, divideQuantity, ZERO } from '../../kernel/decimal.ts'
import type { PricingRule } from '../pricing-rule.ts'
import type { LineTier } from '../usage-line.ts'

/** A charge that is priced already: a line of a subscription, or of a composite product. */
export interface PricedCharge {
  quantity: Decimal
  unitPrice: Decimal
  total: Decimal
  tier: LineTier | null
}

/**
 * Prices parts of a charge whose total is not its quantity times its unit price: a prorated subscription, or the line
 * that takes what is missing to a minimum. From 0 to its quantity it comes to its total, and a part of it to its
 * share, cut off at 20 fractional digits so that the shares on both sides of any point add up.
 */
export function chargeRule({ quantity, unitPrice, total, tier }: PricedCharge): PricingRule {
  const shareTo = (position: Decimal) =>
    position.isZero() ? ZERO : divideQuantity(total.times(position), quantity)
  return {
    parts(from, to) {
      const soFar = to.equals(quantity) ? total : shareTo(to)
      return [{ quantity: to.minus(from), unitPrice, total: soFar.minus(shareTo(from)), tier }]
    },
    firstUnitPrice: () => unitPrice,
  }
}
