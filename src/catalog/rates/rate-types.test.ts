import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import type { Price, RateType } from '../../rating/price.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import type { ProductType } from '../tables.ts'
import { addProduct, addRateCard, flatPrice, newRate } from '../testing/fixtures.ts'
import { openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { addRate } from './add.ts'
import { findRatesOfCard } from './find-of-card.ts'
import type { NewRate } from './validate.ts'

const PERCENTAGE: Price = { rateType: 'PERCENTAGE', price: new Decimal('0.1'), minimum: null }
const PRICES: readonly Price[] = [
  flatPrice(1),
  { rateType: 'TIERED', tiers: [{ size: null, price: new Decimal(1) }] },
  PERCENTAGE,
  { rateType: 'TIERED_PERCENTAGE', tiers: [{ size: null, price: new Decimal(1) }], minimum: null },
  { rateType: 'SUBSCRIPTION', price: new Decimal(1), quantity: new Decimal(1), isProrated: true },
]

/** A card, and products of every type. */
async function openPriceBook() {
  const scope = openTestCatalog()
  const products = {
    USAGE: await addProduct(scope),
    COMPOSITE: await addProduct(scope, { type: 'COMPOSITE', composite: { tags: ['usage'] } }),
    SUBSCRIPTION: await addProduct(scope, { type: 'SUBSCRIPTION' }),
    FIXED: await addProduct(scope, { type: 'FIXED' }),
    PRO_SERVICE: await addProduct(scope, { type: 'PRO_SERVICE' }),
  }
  return { ...scope, products, card: await addRateCard(scope) }
}

describe('the rate type fits the product', () => {
  const cases: [type: ProductType, fits: RateType[]][] = [
    ['USAGE', ['FLAT', 'TIERED']],
    ['COMPOSITE', ['PERCENTAGE', 'TIERED_PERCENTAGE']],
    ['SUBSCRIPTION', ['FLAT', 'SUBSCRIPTION']],
    ['FIXED', []],
    ['PRO_SERVICE', []],
  ]

  test.each(cases)('%s takes %j and no other', async (type, fits) => {
    const { products, card, ...scope } = await openPriceBook()
    const billingFrequency = type === 'SUBSCRIPTION' ? 'MONTHLY' : null
    for (const price of PRICES) {
      const adding = addRate(scope, card.id, newRate(products[type].id, { price, billingFrequency }))
      if (fits.includes(price.rateType)) expect((await adding).price).toEqual(price)
      else {
        expect((await refusalOf(adding)).message).toBe(
          fits.length === 0
            ? `product_id: products of type ${type} take no rates`
            : `rate_type: must be ${fits.join(' or ')} for a product of type ${type}`,
        )
      }
    }
    expect(await findRatesOfCard(scope, card.id)).toHaveLength(fits.length)
  })
})

test('a rate of type SUBSCRIPTION needs no frequency', async () => {
  const { products, card, ...scope } = await openPriceBook()
  const price = PRICES.find(({ rateType }) => rateType === 'SUBSCRIPTION') ?? flatPrice(1)
  const rate = await addRate(scope, card.id, newRate(products.SUBSCRIPTION.id, { price }))
  expect(rate).toMatchObject({ price, billingFrequency: null })
})

describe('by its product, a rate is refused', () => {
  test.each<[story: string, type: ProductType, changes: Partial<NewRate>, message: string]>([
    [
      'for usage with a frequency of subscriptions',
      'USAGE',
      { billingFrequency: 'MONTHLY' },
      'billing_frequency: is only for products of type SUBSCRIPTION',
    ],
    [
      'flat for a subscription without its frequency',
      'SUBSCRIPTION',
      {},
      'billing_frequency: is needed in a FLAT rate for a product of type SUBSCRIPTION',
    ],
    [
      'for a subscription with a commit rate',
      'SUBSCRIPTION',
      { billingFrequency: 'ANNUAL', commitRate: flatPrice(1) },
      'commit_rate: is only for products of type USAGE',
    ],
    [
      'with a percentage as its commit rate',
      'USAGE',
      { commitRate: PERCENTAGE },
      'commit_rate.rate_type: must be FLAT or TIERED for a product of type USAGE',
    ],
    [
      'with a commit rate below 0',
      'USAGE',
      { commitRate: flatPrice(-1) },
      'commit_rate.price: must not be negative',
    ],
    [
      'with a commit rate that is not there to be worked out',
      'USAGE',
      { commitRate: { rateType: 'CUSTOM' } },
      'commit_rate.rate_type: CUSTOM needs a custom rate processor, and there is none here',
    ],
    [
      'as a percentage in a unit',
      'COMPOSITE',
      { price: PERCENTAGE, creditTypeId: USD_CENTS_ID },
      'credit_type_id: cannot be given in a rate of type PERCENTAGE',
    ],
  ])('%s', async (_story, type, changes, message) => {
    const { products, card, ...scope } = await openPriceBook()
    const refusal = await refusalOf(addRate(scope, card.id, newRate(products[type].id, changes)))
    expect(refusal).toMatchObject({ kind: 'invalid', message })
    expect(await findRatesOfCard(scope, card.id)).toEqual([])
  })
})
