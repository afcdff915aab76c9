import { Decimal } from '../../kernel/decimal.ts'
import type { PaymentGate } from '../../rating/thresholds/threshold.ts'
import type { NewPrepaidThreshold, NewSpendThreshold } from '../thresholds/new-threshold.ts'

/** Nothing has to be paid before the commit can be drawn. */
export const NO_GATE: PaymentGate = { type: 'NONE', taxType: 'NONE', precalculatedTax: null }

/** The payment is taken elsewhere. */
export const EXTERNAL_GATE: PaymentGate = { ...NO_GATE, type: 'EXTERNAL' }

/** A threshold of 100 dollars of spend, paid in full and without a gate. */
export function newSpendThreshold(
  productId: string,
  changes: Partial<NewSpendThreshold> = {},
): NewSpendThreshold {
  return {
    isEnabled: true,
    thresholdAmount: new Decimal(10_000),
    commit: {
      productId,
      name: null,
      description: null,
      priority: null,
      applicableProductIds: null,
      applicableProductTags: null,
      specifiers: null,
    },
    paymentGate: NO_GATE,
    paymentFraction: null,
    ...changes,
  }
}

/** A balance of 20 dollars is recharged to 50. */
export function newPrepaidThreshold(
  productId: string,
  changes: Partial<NewPrepaidThreshold> = {},
): NewPrepaidThreshold {
  return {
    ...newSpendThreshold(productId, { thresholdAmount: new Decimal(2000) }),
    rechargeToAmount: new Decimal(5000),
    creditTypeId: null,
    balanceExclusions: [],
    ...changes,
  }
}
