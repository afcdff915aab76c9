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

const spent = (creditTypeId: string, amount: string, worth = amount) => ({
  creditTypeId,
  amount: new Decimal(amount),
  worth: new Decimal(worth),
})
const grant = (creditTypeId: string, amount: string, payable: string) => ({
  creditTypeId,
  ...charge(amount, payable),
})

describe('a spend', () => {
  test('below the threshold is not billed', () => {
    expect(spendCharge(THRESHOLD, [spent('cents', '9999.99')])).toBeNull()
  })

  test.each(['10000', '12345.678'])('of %s, at the threshold or past it, is billed whole', (spend) => {
    expect(spendCharge(THRESHOLD, [spent('cents', spend)])).toEqual({
      ...charge(spend, spend),
      grants: [grant('cents', spend, spend)],
    })
  })

  test('in a custom unit alone is billed for what that is worth, and drawn in the unit', () => {
    // 300 tokens at 50 cents.
    const spend = [spent('cents', '0'), spent('tokens', '300', '15000')]
    expect(spendCharge(THRESHOLD, spend)).toEqual({
      ...charge('15000', '15000'),
      grants: [grant('tokens', '300', '15000')],
    })
  })

  test('in several units is held against the threshold together, and drawn in each', () => {
    // 6,000 cents and 80 tokens at 50 are 10,000; without a token they are 9,950.
    const inCents = spent('cents', '6000')
    expect(spendCharge(THRESHOLD, [inCents, spent('tokens', '79', '3950')])).toBeNull()
    expect(spendCharge(THRESHOLD, [inCents, spent('tokens', '80', '4000')])).toEqual({
      ...charge('10000', '10000'),
      grants: [grant('cents', '6000', '6000'), grant('tokens', '80', '4000')],
    })
  })

  test('of which a unit gives back is less by that, and no commit is made for the unit', () => {
    const givenBack = spent('cents', '-100')
    // 10,050 - 100 is below 10,000; 10,150 - 100 is not, and 203 tokens at 50 are what a commit can pay.
    expect(spendCharge(THRESHOLD, [givenBack, spent('tokens', '201', '10050')])).toBeNull()
    expect(spendCharge(THRESHOLD, [givenBack, spent('tokens', '203', '10150')])).toEqual({
      ...charge('10150', '10150'),
      grants: [grant('tokens', '203', '10150')],
    })
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
  // 6,001 and 80 tokens at 50 are 10,001; × 0.85 they are 5,100.85 and 3,400.
  const spend = [spent('cents', '6001'), spent('tokens', '80', '4000')]
  expect(spendCharge(discounted, spend)).toEqual({
    ...charge('10001', '8500.85'),
    grants: [grant('cents', '6001', '5100.85'), grant('tokens', '80', '3400')],
  })
  // 5000 × 0.85
  expect(rechargeCharge(discounted, new Decimal(10_000))).toEqual(charge('5000', '4250'))
})
