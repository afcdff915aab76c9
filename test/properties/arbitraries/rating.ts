import fc from 'fast-check'
import { Decimal } from '../../../src/kernel/decimal.ts'
import { DAY_MS } from '../../../src/kernel/instant.ts'
import type { TimeRange } from '../../../src/kernel/window.ts'
import type { Override } from '../../../src/rating/override.ts'
import type { Price, PriceTier } from '../../../src/rating/price.ts'
import type { QuantityConversion, QuantityRounding } from '../../../src/rating/quantity.ts'
import { multiplier, multiplierTiers, override, rate } from '../../../src/rating/testing/prices.ts'
import type { ContractPricing, UsageProduct, UsageRate } from '../../../src/rating/usage-line.ts'

/** The billing period of every case: 30 days from the epoch on. */
export const PERIOD: TimeRange = { from: 0, to: 30 * DAY_MS }

const day = fc.integer({ min: 0, max: 29 })
const thousandths = (max: number) =>
  fc.integer({ min: 0, max }).map((count) => new Decimal(count).dividedBy(1000))

/** Tiers of whole sizes, the last without an end. */
export const wholeTiers: fc.Arbitrary<PriceTier[]> = fc
  .tuple(
    fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), thousandths(9999)), { maxLength: 4 }),
    thousandths(9999),
  )
  .map(([sized, last]) => [
    ...sized.map(([size, price]) => ({ size: new Decimal(size), price })),
    { size: null, price: last },
  ])

export const usagePrice: fc.Arbitrary<Price> = fc.oneof(
  thousandths(9999).map((price) => ({ rateType: 'FLAT' as const, price })),
  wholeTiers.map((tiers) => ({ rateType: 'TIERED' as const, tiers })),
)

/** Rates that start on different days, the first with the period; none ends. */
const rates: fc.Arbitrary<UsageRate[]> = fc
  .tuple(usagePrice, fc.uniqueArray(fc.tuple(day, usagePrice), { selector: ([from]) => from, maxLength: 4 }))
  .map(([first, later]) => [
    rate(first, { from: -1 }),
    ...later.map(([from, price]) => rate(price, { from })),
  ])

const change = fc.oneof(
  fc.integer({ min: 0, max: 15 }).map((tenths) => multiplier(`${tenths / 10}`)),
  fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 9 }))
    .map(([size, tenths]) => multiplierTiers([size, '1'], [null, `0.${tenths}`])),
)

const overrides: fc.Arbitrary<Override[]> = fc
  .array(fc.tuple(change, day, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 3 })), {
    maxLength: 4,
  })
  .map((drawn) =>
    drawn.map(([one, from, length, priority], index) =>
      override(`override ${index}`, one, { from, to: from + length, priorityNumber: `${priority}` }),
    ),
  )

const conversion: fc.Arbitrary<QuantityConversion | null> = fc.option(
  fc.record({
    factor: fc.constantFrom('0.5', '3', '1000').map((text) => new Decimal(text)),
    operation: fc.constantFrom('MULTIPLY', 'DIVIDE'),
    name: fc.constant(null),
  }),
)

const rounding: fc.Arbitrary<QuantityRounding | null> = fc.option(
  fc.record({
    method: fc.constantFrom('ROUND_UP', 'ROUND_DOWN', 'ROUND_HALF_UP'),
    decimalPlaces: fc.integer({ min: 0, max: 3 }),
  }),
)

/** By how much a group's measure changed on a day; it may fall. */
export interface UsedOnDay {
  day: number
  group: string | null
  delta: Decimal
}

export const usedOnDays: fc.Arbitrary<UsedOnDay[]> = fc.array(
  fc.record({
    day,
    group: fc.constantFrom('ann', 'bob', null),
    delta: fc.integer({ min: -9999, max: 30_000 }).map((count) => new Decimal(count).dividedBy(1000)),
  }),
  { maxLength: 12 },
)

/** A product that is split by one presentation key, or by none. */
export const pricedProduct: fc.Arbitrary<UsageProduct<UsageRate>> = fc
  .record({ rates, conversion, rounding, isKeyed: fc.boolean() })
  .map(({ rates, conversion, rounding, isKeyed }) => ({
    id: 'tokens',
    versions: [
      {
        period: PERIOD,
        tags: [],
        quantityConversion: conversion,
        quantityRounding: rounding,
        pricingGroupKey: [],
        presentationGroupKey: isKeyed ? ['user'] : [],
      },
    ],
    rates,
  }))

export const contractPricing: fc.Arbitrary<ContractPricing> = fc.record({
  overrides,
  prioritization: fc.constantFrom('LOWEST_MULTIPLIER', 'EXPLICIT'),
})
