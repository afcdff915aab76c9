import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { rechargeCharge, spendCharge } from './threshold-charge.ts'
import type { PrepaidThreshold } from './threshold.ts'

/** 100 dollars of spend; as a balance, recharged to 150. */
const THRESHOLD: PrepaidThreshold = {
  isEnabled: true,
  thresholdAmount: new Decimal(10_000),
  commit: {
    productId: 'commit',
    name: null,
    description: null,
    priority: null,
    applicableProductIds: [],
    applicableProductTags: [],
    specifiers: [],
  },
  paymentGate: { type: 'NONE', taxType: 'NONE', precalculatedTax: null },
  paymentFraction: null,
  rechargeToAmount: new Decimal(15_000),
  creditTypeId: null,
  balanceExclusions: [],
}

const charge = (amount: string, payable: string) => ({
  amount: new Decimal(amount),
  payable: new Decimal(payable),
})

describe('a spend', () => {
  test('below the threshold is not billed', () => {
    expect(spendCharge(THRESHOLD, new Decimal('9999.99'))).toBeNull()
  })

  test.each(['10000', '12345.678'])('of %s, at the threshold or past it, is billed whole', (spend) => {
    expect(spendCharge(THRESHOLD, new Decimal(spend))).toEqual(charge(spend, spend))
  })
})

describe('a balance', () => {
  test('above the threshold is not recharged', () => {
    expect(rechargeCharge(THRESHOLD, new Decimal('10000.01'))).toBeNull()
  })

  test.each([
    ['10000', '5000'],
    // 15000 − 2500.25
    ['2500.25', '12499.75'],
    ['0', '15000'],
  ])('of %s is recharged with %s', (balance, recharge) => {
    expect(rechargeCharge(THRESHOLD, new Decimal(balance))).toEqual(charge(recharge, recharge))
  })
})

test('a discount is taken off what is paid, and not off what can be drawn', () => {
  const discounted = { ...THRESHOLD, paymentFraction: new Decimal('0.85') }
  // 10001 × 0.85
  expect(spendCharge(discounted, new Decimal(10_001))).toEqual(charge('10001', '8500.85'))
  // 5000 × 0.85
  expect(rechargeCharge(discounted, new Decimal(10_000))).toEqual(charge('5000', '4250'))
})
