import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { Problem } from '../../kernel/errors.ts'
import type { Price } from '../../rating/price.ts'
import { readPrice, type PriceFields } from './read-price.ts'

const d = (text: number | string) => new Decimal(text)
const tier = (price: number | string, size?: number | string) => ({
  price: d(price),
  size: size === undefined ? undefined : d(size),
})

function refusalOf(fields: PriceFields): string {
  try {
    readPrice(fields, 'rates.2.')
  } catch (error) {
    if (error instanceof Problem && error.kind === 'invalid') return error.message
    throw error
  }
  throw new Error('the price was expected to be refused, and was read')
}

describe('a price is read', () => {
  test.each<[story: string, fields: PriceFields, price: Price]>([
    ['flat', { rateType: 'FLAT', price: d(5) }, { rateType: 'FLAT', price: d(5) }],
    ['flat, for nothing', { rateType: 'FLAT', price: d(0) }, { rateType: 'FLAT', price: d(0) }],
    [
      'in tiers, the last of which has no size',
      { rateType: 'TIERED', tiers: [tier(3, 100), tier(2, '0.5'), tier(1)] },
      {
        rateType: 'TIERED',
        tiers: [
          { size: d(100), price: d(3) },
          { size: d('0.5'), price: d(2) },
          { size: null, price: d(1) },
        ],
      },
    ],
    [
      'in a single tier',
      { rateType: 'TIERED', tiers: [tier(0)] },
      { rateType: 'TIERED', tiers: [{ size: null, price: d(0) }] },
    ],
    [
      'as a percentage, up to all of the spend',
      { rateType: 'PERCENTAGE', price: d(1) },
      { rateType: 'PERCENTAGE', price: d(1), minimum: null },
    ],
    [
      'as a percentage with a minimum',
      { rateType: 'PERCENTAGE', price: d('0.1'), minimum: d(1000) },
      { rateType: 'PERCENTAGE', price: d('0.1'), minimum: d(1000) },
    ],
    [
      'as percentages in tiers with a minimum of nothing',
      { rateType: 'TIERED_PERCENTAGE', tiers: [tier('0.2', 1000), tier(0)], minimum: d(0) },
      {
        rateType: 'TIERED_PERCENTAGE',
        tiers: [
          { size: d(1000), price: d('0.2') },
          { size: null, price: d(0) },
        ],
        minimum: d(0),
      },
    ],
    [
      'as a subscription',
      { rateType: 'SUBSCRIPTION', price: d(20), quantity: d(3), isProrated: true },
      { rateType: 'SUBSCRIPTION', price: d(20), quantity: d(3), isProrated: true },
    ],
  ])('%s', (_story, fields, price) => {
    expect(readPrice(fields, '')).toEqual(price)
  })

  test('whatever fields are there but empty', () => {
    const fields: PriceFields = {
      rateType: 'FLAT',
      price: d(5),
      quantity: undefined,
      isProrated: null,
      tiers: undefined,
      minimum: null,
      customRate: undefined,
    }
    expect(readPrice(fields, '')).toEqual({ rateType: 'FLAT', price: d(5) })
  })
})

describe('a field of another rate type is refused', () => {
  const given: Omit<Required<PriceFields>, 'rateType'> = {
    price: d(0),
    quantity: d(0),
    isProrated: false,
    tiers: [],
    minimum: d(0),
    customRate: {},
  }
  const valid: Record<Price['rateType'], PriceFields> = {
    FLAT: { rateType: 'FLAT', price: d(1) },
    TIERED: { rateType: 'TIERED', tiers: [tier(1)] },
    PERCENTAGE: { rateType: 'PERCENTAGE', price: d(1) },
    TIERED_PERCENTAGE: { rateType: 'TIERED_PERCENTAGE', tiers: [tier(1)] },
    SUBSCRIPTION: { rateType: 'SUBSCRIPTION', price: d(1), quantity: d(1), isProrated: true },
  }

  test.each<[rateType: Price['rateType'], field: keyof typeof given, wireName: string]>([
    ['FLAT', 'quantity', 'quantity'],
    ['FLAT', 'isProrated', 'is_prorated'],
    ['FLAT', 'tiers', 'tiers'],
    ['FLAT', 'minimum', 'minimum_config'],
    ['FLAT', 'customRate', 'custom_rate'],
    ['TIERED', 'price', 'price'],
    ['TIERED', 'quantity', 'quantity'],
    ['TIERED', 'isProrated', 'is_prorated'],
    ['TIERED', 'minimum', 'minimum_config'],
    ['TIERED', 'customRate', 'custom_rate'],
    ['PERCENTAGE', 'tiers', 'tiers'],
    ['PERCENTAGE', 'quantity', 'quantity'],
    ['PERCENTAGE', 'isProrated', 'is_prorated'],
    ['PERCENTAGE', 'customRate', 'custom_rate'],
    ['TIERED_PERCENTAGE', 'price', 'price'],
    ['TIERED_PERCENTAGE', 'quantity', 'quantity'],
    ['TIERED_PERCENTAGE', 'isProrated', 'is_prorated'],
    ['TIERED_PERCENTAGE', 'customRate', 'custom_rate'],
    ['SUBSCRIPTION', 'tiers', 'tiers'],
    ['SUBSCRIPTION', 'minimum', 'minimum_config'],
    ['SUBSCRIPTION', 'customRate', 'custom_rate'],
  ])('%s with %s', (rateType, field, wireName) => {
    expect(refusalOf({ ...valid[rateType], [field]: given[field] })).toBe(
      `rates.2.${wireName}: cannot be given in a rate of type ${rateType}`,
    )
  })

  test.each<[rateType: Price['rateType'], field: keyof typeof given, wireName: string]>([
    ['FLAT', 'price', 'price'],
    ['TIERED', 'tiers', 'tiers'],
    ['PERCENTAGE', 'price', 'price'],
    ['TIERED_PERCENTAGE', 'tiers', 'tiers'],
    ['SUBSCRIPTION', 'price', 'price'],
    ['SUBSCRIPTION', 'quantity', 'quantity'],
    ['SUBSCRIPTION', 'isProrated', 'is_prorated'],
  ])('and %s without %s too', (rateType, field, wireName) => {
    expect(refusalOf({ ...valid[rateType], [field]: undefined })).toBe(
      `rates.2.${wireName}: is needed in a rate of type ${rateType}`,
    )
  })
})

describe('a price is refused', () => {
  const subscription = { rateType: 'SUBSCRIPTION', price: d(1), quantity: d(1), isProrated: true } as const
  const FRACTION = 'must not be above 1; it is a fraction, such as 0.1 for 10 %'
  const DIGITS = 'has more than 38 integer digits or more than 20 fractional digits'

  test.each<[story: string, fields: PriceFields, message: string]>([
    ['below 0', { rateType: 'FLAT', price: d('-0.01') }, 'price: must not be negative'],
    ['of a subscription below 0', { ...subscription, price: d(-1) }, 'price: must not be negative'],
    ['for a quantity below 0', { ...subscription, quantity: d(-1) }, 'quantity: must not be negative'],
    ['that is not prorated', { ...subscription, isProrated: false }, 'is_prorated: must be true'],
    ['above 100 %', { rateType: 'PERCENTAGE', price: d('1.01') }, `price: ${FRACTION}`],
    ['below 0 %', { rateType: 'PERCENTAGE', price: d('-0.1') }, 'price: must not be negative'],
    [
      'with a minimum below 0',
      { rateType: 'PERCENTAGE', price: d('0.1'), minimum: d(-1) },
      'minimum_config.minimum: must not be negative',
    ],
    ['without any tier', { rateType: 'TIERED', tiers: [] }, 'tiers: must hold at least one tier'],
    [
      'with a price of a tier below 0',
      { rateType: 'TIERED', tiers: [tier(1, 10), tier(-1)] },
      'tiers.1.price: must not be negative',
    ],
    [
      'with a tier above 100 %',
      { rateType: 'TIERED_PERCENTAGE', tiers: [tier(2, 10), tier(1)] },
      `tiers.0.price: ${FRACTION}`,
    ],
    [
      'with a size of 0',
      { rateType: 'TIERED', tiers: [tier(1, 0), tier(1)] },
      'tiers.0.size: must be above 0',
    ],
    [
      'with a size below 0',
      { rateType: 'TIERED', tiers: [tier(1, 5), tier(1, -5), tier(1)] },
      'tiers.1.size: must be above 0',
    ],
    [
      'where a tier in the middle takes all that is left',
      { rateType: 'TIERED', tiers: [tier(3, 10), tier(2), tier(1)] },
      'tiers.1.size: only the last tier may have none',
    ],
    [
      'where the tiers end',
      { rateType: 'TIERED', tiers: [tier(2, 10), tier(1, 10)] },
      'tiers.1.size: the last tier must have none, as it takes all that is left',
    ],
    ['with too many digits', { rateType: 'FLAT', price: d('1e38') }, `price: ${DIGITS}`],
    [
      'with too many digits in a tier',
      { rateType: 'TIERED', tiers: [tier('1e-21')] },
      `tiers.0.price: ${DIGITS}`,
    ],
    [
      'with too many digits in a size',
      { rateType: 'TIERED', tiers: [tier(1, '1e38'), tier(1)] },
      `tiers.0.size: ${DIGITS}`,
    ],
    [
      'with too many digits in a minimum',
      { rateType: 'TIERED_PERCENTAGE', tiers: [tier(1)], minimum: d('1e38') },
      `minimum_config.minimum: ${DIGITS}`,
    ],
    [
      'that a program of the caller is to work out',
      { rateType: 'CUSTOM', customRate: { base: 1 } },
      'rate_type: CUSTOM needs a custom rate processor, and there is none here',
    ],
  ])('%s', (_story, fields, message) => {
    expect(refusalOf(fields)).toBe(`rates.2.${message}`)
  })
})
