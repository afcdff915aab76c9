import { type Decimal, ZERO, sumOf } from '../../kernel/decimal.ts'
import type { PrepaidThreshold, SpendThreshold } from './threshold.ts'
import type { UnpaidSpend } from './unpaid-spend.ts'

/** What a threshold that is reached comes to, in its own unit. */
export interface ThresholdCharge {
  /** What can be drawn of its commits, all together. */
  amount: Decimal
  /** What the customer pays for it. */
  payable: Decimal
  /** The commits of a spend, one for each unit; where they are not said there is one, of all of it. */
  grants?: readonly ThresholdGrant[]
}

/** One commit of a threshold. */
export interface ThresholdGrant {
  /** The unit of what can be drawn. */
  creditTypeId: string
  /** What can be drawn, in that unit. */
  amount: Decimal
  /** What the customer pays for it, in the threshold's own unit. */
  payable: Decimal
}

/**
 * What to bill now of a spend: all that is not paid, once that comes to the threshold, so that nothing is owed after.
 * Null below it (reference section 6, Other; the OpenAPI text says "each time the contract's usage hits this amount").
 * A commit pays for its own unit alone, so that there is one for each; what a unit gives back needs none.
 * @param unpaid of each unit once.
 */
export function spendCharge(
  threshold: SpendThreshold,
  unpaid: readonly UnpaidSpend[],
): ThresholdCharge | null {
  if (worthOf(unpaid).lessThan(threshold.thresholdAmount)) return null
  const owed = unpaid.filter(({ worth }) => worth.greaterThan(ZERO))
  const grants = owed.map(({ creditTypeId, amount, worth }) => ({
    creditTypeId,
    amount,
    payable: payableOf(threshold, worth),
  }))
  return { ...chargeOf(threshold, worthOf(owed)), grants }
}

function worthOf(spend: readonly UnpaidSpend[]): Decimal {
  return sumOf(spend, ({ worth }) => worth)
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

function chargeOf(threshold: SpendThreshold, amount: Decimal): ThresholdCharge {
  return { amount, payable: payableOf(threshold, amount) }
}

/** A discount is taken off the bill, and not off the commit (OpenAPI, createContract: payment_fraction). */
function payableOf({ paymentFraction }: SpendThreshold, amount: Decimal): Decimal {
  return paymentFraction === null ? amount : amount.times(paymentFraction)
}
