import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import type { Price } from '../../rating/price.ts'
import { createPricingUnit } from '../pricing-units/create.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import { archiveProduct } from '../products/archive.ts'
import { createProduct } from '../products/create.ts'
import { updateProduct } from '../products/update.ts'
import { archiveRateCard } from '../rate-cards/archive.ts'
import { addMetric, addProduct, addRateCard, flatPrice, newProduct, newRate } from '../testing/fixtures.ts'
import type { CatalogScope } from '../scope.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { addRates } from './add-many.ts'
import { addRate } from './add.ts'
import { findRatesOfCard } from './find-of-card.ts'
import type { NewRate } from './validate.ts'

const EUR_ID = '8f6a0b52-5b4e-4c0f-9d5c-6f5d0a8e1a07'
const AUGUST = at('2024-08-01T00:00:00Z')
const FOREIGN_UNIT = [
  `must be the rate card's currency, ${USD_CENTS_ID}`,
  'or a custom unit that the card has a conversion for',
].join(', ')
const SEPTEMBER = at('2024-09-01T00:00:00Z')

const TIERED: Price = { rateType: 'TIERED', tiers: [{ size: null, price: new Decimal(4) }] }
const PERCENTAGE: Price = { rateType: 'PERCENTAGE', price: new Decimal('0.1'), minimum: null }

async function openPriceBook() {
  const scope = openTestCatalog()
  const plain = await addProduct(scope)
  const keyed = await addProduct(scope, {
    pricingGroupKey: ['region', 'model'],
    presentationGroupKey: ['user'],
  })
  const composite = await addProduct(scope, { type: 'COMPOSITE', composite: { tags: ['usage'] } })
  return { ...scope, plain, keyed, composite, card: await addRateCard(scope) }
}

/** A card with a conversion of a custom unit. */
async function addCardInTokens(scope: CatalogScope) {
  const tokens = await createPricingUnit(scope, 'Tokens')
  const conversions = [{ customCreditTypeId: tokens.id, fiatPerCustomCredit: new Decimal(2) }]
  return { tokens, card: await addRateCard(scope, { conversions }) }
}

test('a rate comes back as it was added, in the currency of its card', async () => {
  const { keyed, ...scope } = await openPriceBook()
  const card = await addRateCard(scope, { currencyId: EUR_ID })
  const rate = await addRate(scope, card.id, {
    productId: keyed.id,
    pricingGroupValues: { region: 'eu', model: 'large' },
    startingAt: AUGUST,
    endingBefore: SEPTEMBER,
    isEntitled: false,
    price: flatPrice('0.00000000000000000001'),
    commitRate: null,
    billingFrequency: null,
    creditTypeId: null,
  })
  expect(rate).toEqual({
    seq: 1,
    id: rate.id,
    productId: keyed.id,
    pricingGroupValues: { model: 'large', region: 'eu' },
    startingAt: AUGUST,
    endingBefore: SEPTEMBER,
    isEntitled: false,
    price: flatPrice('0.00000000000000000001'),
    commitRate: null,
    billingFrequency: null,
    creditTypeId: EUR_ID,
  })
  expect(await findRatesOfCard(scope, card.id)).toEqual([rate])
})

test('the currency of the card may be named', async () => {
  const { plain, card, ...scope } = await openPriceBook()
  const rate = await addRate(scope, card.id, newRate(plain.id, { creditTypeId: USD_CENTS_ID }))
  expect(rate.creditTypeId).toBe(USD_CENTS_ID)
})

test('a custom unit that the card has a conversion for may be named', async () => {
  const { plain, ...scope } = await openPriceBook()
  const { card, tokens } = await addCardInTokens(scope)
  const rate = await addRate(scope, card.id, newRate(plain.id, { creditTypeId: tokens.id }))
  expect(rate.creditTypeId).toBe(tokens.id)
})

test('a commit rate comes back beside the price', async () => {
  const { plain, card, ...scope } = await openPriceBook()
  const rate = await addRate(scope, card.id, newRate(plain.id, { price: TIERED, commitRate: flatPrice(3) }))
  expect(rate).toMatchObject({ price: TIERED, commitRate: flatPrice(3) })
})

test('a percentage is kept in the currency of its card', async () => {
  const { composite, card, ...scope } = await openPriceBook()
  const rate = await addRate(scope, card.id, newRate(composite.id, { price: PERCENTAGE }))
  expect(rate).toMatchObject({ price: PERCENTAGE, creditTypeId: USD_CENTS_ID })
})

test('pricing group values are held to the key that the product has when the rate starts', async () => {
  const { card, ...scope } = await openPriceBook()
  const metricId = await addMetric(scope, [['region']])
  const product = await createProduct(scope, newProduct(metricId))
  await updateProduct(scope, product.id, SEPTEMBER, { pricingGroupKey: ['region'] })
  const byRegion = { pricingGroupValues: { region: 'eu' } }
  await addRate(scope, card.id, newRate(product.id, { startingAt: SEPTEMBER, ...byRegion }))
  const early = await refusalOf(addRate(scope, card.id, newRate(product.id, byRegion)))
  expect(early.message).toBe('pricing_group_values: "region" is not in the product\'s pricing_group_key')
  const late = await refusalOf(addRate(scope, card.id, newRate(product.id, { startingAt: SEPTEMBER })))
  expect(late.message).toBe(
    'pricing_group_values: has no value for "region" of the product\'s pricing_group_key',
  )
  expect(await findRatesOfCard(scope, card.id)).toHaveLength(1)
})

test('a custom unit is refused where the card has no conversion for it', async () => {
  const { plain, card, ...scope } = await openPriceBook()
  const { tokens } = await addCardInTokens(scope)
  const refusal = await refusalOf(addRate(scope, card.id, newRate(plain.id, { creditTypeId: tokens.id })))
  expect(refusal).toMatchObject({ kind: 'invalid', message: `credit_type_id: ${FOREIGN_UNIT}` })
})

test('pricing group values are stored with their keys in order, so that equal values are equal text', async () => {
  const { file, keyed, card, ...scope } = await openPriceBook()
  await addRates(scope, card.id, [
    newRate(keyed.id, { pricingGroupValues: { region: 'eu', model: 'large' } }),
    newRate(keyed.id, { pricingGroupValues: { model: 'large', region: 'eu' } }),
  ])
  const stored = file.prepare('SELECT DISTINCT pricing_group_values AS text FROM rates').all()
  expect(stored.map((row) => row['text'])).toEqual(['{"model":"large","region":"eu"}'])
})

test.each(['0', '99999999999999999999999999999999999999.99999999999999999999', '1e37'])(
  'a price of %s is kept to its last digit',
  async (price) => {
    const { plain, card, ...scope } = await openPriceBook()
    const rate = await addRate(scope, card.id, newRate(plain.id, { price: flatPrice(price) }))
    expect(rate.price).toEqual(flatPrice(price))
  },
)

test('rates are found in the order they were added, those of other cards left out', async () => {
  const { plain, card, ...scope } = await openPriceBook()
  const other = await addRateCard(scope)
  await addRates(scope, card.id, [
    newRate(plain.id, { startingAt: SEPTEMBER, price: flatPrice(1) }),
    newRate(plain.id, { startingAt: AUGUST, price: flatPrice(2) }),
  ])
  await addRate(scope, other.id, newRate(plain.id, { price: flatPrice(9) }))
  await addRate(scope, card.id, newRate(plain.id, { price: flatPrice(3) }))
  const prices = (await findRatesOfCard(scope, card.id)).map((rate) => rate.price)
  expect(prices).toEqual([1, 2, 3].map(flatPrice))
})

type Refused = [story: string, changes: Partial<NewRate>, kind: string, message: string]

describe('a rate is refused', () => {
  test.each<Refused>([
    [
      'for an unknown product',
      { productId: 'nothing' },
      'not_found',
      'product_id: product nothing was not found',
    ],
    [
      'that ends as it starts',
      { endingBefore: AUGUST },
      'invalid',
      'ending_before: must be after starting_at',
    ],
    [
      'that ends before it starts',
      { startingAt: SEPTEMBER, endingBefore: AUGUST },
      'invalid',
      'ending_before: must be after starting_at',
    ],
    [
      'in another currency than its card',
      { creditTypeId: EUR_ID },
      'invalid',
      `credit_type_id: ${FOREIGN_UNIT}`,
    ],
    ['in an unknown pricing unit', { creditTypeId: 'nothing' }, 'invalid', `credit_type_id: ${FOREIGN_UNIT}`],
    [
      'with pricing group values for a product that has no pricing group key',
      { pricingGroupValues: { region: 'eu' } },
      'invalid',
      'pricing_group_values: "region" is not in the product\'s pricing_group_key',
    ],
  ])('%s', async (_story, changes, kind, message) => {
    const { plain, card, ...scope } = await openPriceBook()
    const refusal = await refusalOf(addRate(scope, card.id, newRate(plain.id, changes)))
    expect(refusal).toMatchObject({ kind, message })
    expect(await findRatesOfCard(scope, card.id)).toEqual([])
  })

  test.each(['1e38', '0.000000000000000000001', '1.123456789012345678901', '1e999999999', '1e-999999999'])(
    'with a price of %s, which has too many digits',
    async (price) => {
      const { plain, card, ...scope } = await openPriceBook()
      const refusal = await refusalOf(addRate(scope, card.id, newRate(plain.id, { price: flatPrice(price) })))
      expect(refusal).toMatchObject({
        kind: 'invalid',
        message: 'price: has more than 38 integer digits or more than 20 fractional digits',
      })
    },
  )

  test.each<[values: Record<string, string>, rule: string]>([
    [{}, 'has no value for "region" of the product\'s pricing_group_key'],
    [{ region: 'eu' }, 'has no value for "model" of the product\'s pricing_group_key'],
    [{ region: 'eu', model: 'l', user: 'u' }, '"user" is not in the product\'s pricing_group_key'],
    [{ region: 'eu', Model: 'l' }, 'has no value for "model" of the product\'s pricing_group_key'],
  ])('with the values %j for a product priced by region and model', async (pricingGroupValues, rule) => {
    const { keyed, card, ...scope } = await openPriceBook()
    const refusal = await refusalOf(addRate(scope, card.id, newRate(keyed.id, { pricingGroupValues })))
    expect(refusal).toMatchObject({ kind: 'invalid', message: `pricing_group_values: ${rule}` })
  })

  test('for an archived product', async () => {
    const { plain, card, ...scope } = await openPriceBook()
    await archiveProduct(scope, plain.id)
    const refusal = await refusalOf(addRate(scope, card.id, newRate(plain.id)))
    expect(refusal).toMatchObject({ kind: 'invalid', message: `product_id: product ${plain.id} is archived` })
  })

  test('on an archived card', async () => {
    const { plain, card, ...scope } = await openPriceBook()
    await archiveRateCard(scope, card.id)
    const refusal = await refusalOf(addRate(scope, card.id, newRate(plain.id)))
    expect(refusal).toMatchObject({
      kind: 'invalid',
      message: `rate_card_id: rate card ${card.id} is archived`,
    })
  })

  test('on an unknown card', async () => {
    const { plain, ...scope } = await openPriceBook()
    const refusal = await refusalOf(addRate(scope, 'nothing', newRate(plain.id)))
    expect(refusal.kind).toBe('not_found')
    expect(refusal.message).toBe('rate_card_id: rate card nothing was not found')
  })
})

describe('of several rates', () => {
  test.each<Refused>([
    [
      'an unknown product',
      { productId: 'nothing' },
      'not_found',
      'rates.2.product_id: product nothing was not found',
    ],
    ['a wrong end', { endingBefore: AUGUST }, 'invalid', 'rates.2.ending_before: must be after starting_at'],
    ['a foreign currency', { creditTypeId: EUR_ID }, 'invalid', `rates.2.credit_type_id: ${FOREIGN_UNIT}`],
    [
      'a foreign pricing group value',
      { pricingGroupValues: { region: 'eu' } },
      'invalid',
      'rates.2.pricing_group_values: "region" is not in the product\'s pricing_group_key',
    ],
    [
      'a price too long',
      { price: flatPrice('1e38') },
      'invalid',
      'rates.2.price: has more than 38 integer digits or more than 20 fractional digits',
    ],
  ])('the third has %s: it is named and none is added', async (_story, changes, kind, message) => {
    const { plain, card, ...scope } = await openPriceBook()
    const earlier = await addRate(scope, card.id, newRate(plain.id))
    const rates = [newRate(plain.id), newRate(plain.id), newRate(plain.id, changes), newRate(plain.id)]
    const refusal = await refusalOf(addRates(scope, card.id, rates))
    expect(refusal).toMatchObject({ kind, message })
    expect(await findRatesOfCard(scope, card.id)).toEqual([earlier])
  })

  test('the third is of an archived product: it is named and none is added', async () => {
    const { plain, keyed, card, ...scope } = await openPriceBook()
    await archiveProduct(scope, keyed.id)
    const rates = [newRate(plain.id), newRate(plain.id), newRate(keyed.id)]
    const refusal = await refusalOf(addRates(scope, card.id, rates))
    expect(refusal.message).toBe(`rates.2.product_id: product ${keyed.id} is archived`)
    expect(await findRatesOfCard(scope, card.id)).toEqual([])
  })

  test('after a refusal the next call works', async () => {
    const { plain, card, ...scope } = await openPriceBook()
    await refusalOf(addRates(scope, card.id, [newRate(plain.id), newRate('nothing')]))
    await addRates(scope, card.id, [newRate(plain.id)])
    expect(await findRatesOfCard(scope, card.id)).toHaveLength(1)
  })

  test('on an unknown card, the card is named', async () => {
    const { plain, ...scope } = await openPriceBook()
    const refusal = await refusalOf(addRates(scope, 'nothing', [newRate(plain.id)]))
    expect(refusal.message).toBe('rate_card_id: rate card nothing was not found')
  })
})
