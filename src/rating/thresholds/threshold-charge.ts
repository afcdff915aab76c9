import type { Decimal } from '../../kernel/decimal.ts'
import type { PrepaidThreshold, SpendThreshold } from './threshold.ts'

/** What a threshold that is reached comes to, in its own unit. */
export interface ThresholdCharge {
  /** What can be drawn of the commit. */
  amount: Decimal
  /** What the customer pays for it. */
  payable: Decimal
}

/**
 * What to bill now of a spend: all that is not paid, once that comes to the threshold, so that nothing is owed after.
 * Null below it (reference section 6, Other; the OpenAPI text says "each time the contract's usage hits this amount").
 * @param unpaidSpend in the contract's currency.
 */
export function spendCharge(threshold: SpendThreshold, unpaidSpend: Decimal): ThresholdCharge | null {
  if (unpaidSpend.lessThan(threshold.thresholdAmount)) return null
  return chargeOf(threshold, unpaidSpend)
}

/**
 * What to recharge a balance with: what is missing to the amount that it is recharged to, once the balance is down to the
 * threshold. Null above it (reference section 6, Other).
 * @param balance in the threshold's unit.
 */
export function rechargeCharge(threshold: PrepaidThreshold, balance: Decimal): ThresholdCharge | null {
  if (balance.greaterThan(threshold.thresholdAmount)) return null
  return chargeOf(threshold, threshold.rechargeToAmount.minus(balance))
}

/** A discount is taken off the bill, and not off the commit (OpenAPI, createContract: payment_fraction). */
function chargeOf({ paymentFraction }: SpendThreshold, amount: Decimal): ThresholdCharge {
  return { amount, payable: paymentFraction === null ? amount : amount.times(paymentFraction) }
}
