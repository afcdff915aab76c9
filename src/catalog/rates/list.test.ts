import { describe, expect, test } from 'vitest'
import { updateProduct } from '../products/update.ts'
import { addProduct, addRateCard, flatPrice, newRate } from '../testing/fixtures.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { addRates } from './add-many.ts'
import { listRates, type RateFilter } from './list.ts'
import type { CatalogRate } from './rows.ts'
import type { RateSelector } from './selectors.ts'

const AUGUST = at('2024-08-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')
const OCTOBER = at('2024-10-01T00:00:00Z')

/** A card with a plain product at 1, and one priced by region and model at 2 to 5. */
async function openPriceBook() {
  const scope = openTestCatalog()
  const card = await addRateCard(scope)
  const plain = await addProduct(scope, { name: 'Seats', tags: ['people'], customFields: { erp: '1' } })
  const keyed = await addProduct(scope, {
    name: 'Tokens',
    tags: ['ai', 'usage'],
    pricingGroupKey: ['region', 'model'],
  })
  const keyedRate = (price: number, region: string, model: string) =>
    newRate(keyed.id, { price: flatPrice(price), pricingGroupValues: { region, model } })
  await addRates(scope, card.id, [
    newRate(plain.id, { price: flatPrice(1) }),
    keyedRate(2, 'eu', 'small'),
    keyedRate(3, 'eu', 'large'),
    keyedRate(4, 'us', 'small'),
    keyedRate(5, 'us', 'large'),
  ])
  const list = (changes: Partial<RateFilter> = {}) =>
    listRates(scope, { rateCardId: card.id, at: AUGUST, selectors: [], ...changes })
  return { scope, card, plain, keyed, list }
}

/** What lists the plain product's rate at an instant; another covers it in September. */
async function openOverlaps() {
  const { scope, card, plain, list } = await openPriceBook()
  const covering = { startingAt: SEPTEMBER, endingBefore: OCTOBER, price: flatPrice(10) }
  await addRates(scope, card.id, [newRate(plain.id, covering)])
  return (instant: number) => list({ at: instant, selectors: [{ productId: plain.id }] })
}

function prices(page: Awaited<ReturnType<typeof listRates>>): number[] {
  return page.data.map(({ rate }) => flatPriceOf(rate))
}

function flatPriceOf({ price }: CatalogRate): number {
  if (price.rateType !== 'FLAT') throw new Error(`not a flat price: ${price.rateType}`)
  return price.price.toNumber()
}

test('an entry tells the product, the rate, its pricing unit and how long it is in force', async () => {
  const { scope, card, plain, list } = await openPriceBook()
  await addRates(scope, card.id, [newRate(plain.id, { startingAt: SEPTEMBER, price: flatPrice(7) })])
  const { data } = await list()
  expect(data[0]).toMatchObject({
    product: plain,
    state: plain.versions[0],
    creditType: card.currency,
    from: AUGUST,
    to: SEPTEMBER,
    rate: { productId: plain.id, price: flatPrice(1), isEntitled: true, pricingGroupValues: {} },
  })
})

test('a card without rates has none in force', async () => {
  const { scope, list } = await openPriceBook()
  const { id } = await addRateCard(scope)
  expect(await list({ rateCardId: id })).toEqual({ data: [], next_page: null })
})

test('an unknown card is named', async () => {
  const { list } = await openPriceBook()
  const refusal = await refusalOf(list({ rateCardId: 'nothing' }))
  expect(refusal.kind).toBe('not_found')
  expect(refusal.message).toBe('rate_card_id: rate card nothing was not found')
})

describe('in force', () => {
  test('before a first rate there is none', async () => {
    const listAt = await openOverlaps()
    expect(prices(await listAt(AUGUST - 1))).toEqual([])
  })

  test('is one rate a product and set of values, with the stretch around the instant', async () => {
    const listAt = await openOverlaps()
    const stretch = async (instant: number) => {
      const [entry, ...others] = (await listAt(instant)).data
      expect(others).toEqual([])
      return [entry && flatPriceOf(entry.rate), entry?.from, entry?.to]
    }
    expect(await stretch(AUGUST)).toEqual([1, AUGUST, SEPTEMBER])
    expect(await stretch(SEPTEMBER - 1)).toEqual([1, AUGUST, SEPTEMBER])
    expect(await stretch(SEPTEMBER)).toEqual([10, SEPTEMBER, OCTOBER])
    expect(await stretch(OCTOBER)).toEqual([1, OCTOBER, null])
  })
})

describe('of a subscription', () => {
  async function openSubscription() {
    const { scope, card, list } = await openPriceBook()
    const seats = await addProduct(scope, { type: 'SUBSCRIPTION' })
    await addRates(scope, card.id, [
      newRate(seats.id, { billingFrequency: 'MONTHLY', price: flatPrice(20) }),
      newRate(seats.id, { billingFrequency: 'ANNUAL', price: flatPrice(200) }),
      newRate(seats.id, { billingFrequency: 'MONTHLY', price: flatPrice(25), startingAt: SEPTEMBER }),
    ])
    return (instant: number, selector: RateSelector = {}) =>
      list({ at: instant, selectors: [{ productId: seats.id, ...selector }] })
  }

  test('there is one for each frequency', async () => {
    const listAt = await openSubscription()
    expect(prices(await listAt(AUGUST))).toEqual([20, 200])
    expect(prices(await listAt(SEPTEMBER))).toEqual([200, 25])
  })

  test('the frequency can be selected', async () => {
    const listAt = await openSubscription()
    expect(prices(await listAt(AUGUST, { billingFrequency: 'ANNUAL' }))).toEqual([200])
    expect(prices(await listAt(AUGUST, { billingFrequency: 'WEEKLY' }))).toEqual([])
  })
})

test('a product is as it is at the instant, and so selected', async () => {
  const { scope, plain, list } = await openPriceBook()
  await updateProduct(scope, plain.id, SEPTEMBER, { name: 'Heads', tags: ['head'] })
  const named = async (instant: number, tag: string) =>
    (await list({ at: instant, selectors: [{ productTags: [tag] }] })).data.map(({ state }) => state.name)
  expect(await named(SEPTEMBER - 1, 'people')).toEqual(['Seats'])
  expect(await named(SEPTEMBER - 1, 'head')).toEqual([])
  expect(await named(SEPTEMBER, 'people')).toEqual([])
  expect(await named(SEPTEMBER, 'head')).toEqual(['Heads'])
})

describe('selectors', () => {
  type Selectors = (ids: { plain: string; keyed: string }) => RateSelector[]
  const cases: [story: string, selectors: Selectors, prices: number[]][] = [
    ['none admit all', () => [], [1, 2, 3, 4, 5]],
    ['an empty one admits all', () => [{}], [1, 2, 3, 4, 5]],
    ['a product', ({ plain }) => [{ productId: plain }], [1]],
    ['a product without rates', () => [{ productId: 'nothing' }], []],
    ['any of the tags', () => [{ productTags: ['usage', 'nothing'] }], [2, 3, 4, 5]],
    ['any of no tags is none', () => [{ productTags: [] }], []],
    ['a frequency of subscriptions that none is for', () => [{ billingFrequency: 'MONTHLY' }], []],
    ['values all equal', () => [{ pricingGroupValues: { model: 'large', region: 'eu' } }], [3]],
    ['some of the values are not all', () => [{ pricingGroupValues: { region: 'eu' } }], []],
    ['no values are those of a product without a key', () => [{ pricingGroupValues: {} }], [1]],
    ['values contained', () => [{ partialPricingGroupValues: { region: 'eu' } }], [2, 3]],
    ['all values contained', () => [{ partialPricingGroupValues: { region: 'eu', model: 'small' } }], [2]],
    ['a value that is not there', () => [{ partialPricingGroupValues: { zone: 'eu' } }], []],
    [
      'within one, all fields must match',
      ({ plain }) => [{ productId: plain, partialPricingGroupValues: { region: 'eu' } }],
      [],
    ],
    [
      'within one, all fields do match',
      ({ keyed }) => [
        { productId: keyed, productTags: ['ai'], partialPricingGroupValues: { model: 'large' } },
      ],
      [3, 5],
    ],
    [
      'of several, any one may match, and a rate comes once',
      ({ plain, keyed }): RateSelector[] => [
        { partialPricingGroupValues: { model: 'large' } },
        { productId: plain },
        { productId: keyed, partialPricingGroupValues: { region: 'us' } },
      ],
      [1, 3, 4, 5],
    ],
  ]

  test.each(cases)('%s', async (_story, selectors, expected) => {
    const { plain, keyed, list } = await openPriceBook()
    const page = await list({ selectors: selectors({ plain: plain.id, keyed: keyed.id }) })
    expect(prices(page)).toEqual(expected)
  })
})

describe('pages', () => {
  test('follow the order in which the rates in force were added', async () => {
    const { scope, card, plain, list } = await openPriceBook()
    await addRates(scope, card.id, [newRate(plain.id, { price: flatPrice(6) })])
    expect(prices(await list())).toEqual([2, 3, 4, 5, 6])
  })

  test('go through every rate once', async () => {
    const { list } = await openPriceBook()
    const first = await list({ limit: 2 })
    expect(prices(first)).toEqual([1, 2])
    const second = await list({ limit: 2, next_page: first.next_page ?? '' })
    expect(prices(second)).toEqual([3, 4])
    const third = await list({ limit: 2, next_page: second.next_page ?? '' })
    expect(prices(third)).toEqual([5])
    expect(third.next_page).toBeNull()
  })

  test('hold only what the selectors admit, and end with it', async () => {
    const { list } = await openPriceBook()
    const selectors = [{ partialPricingGroupValues: { model: 'large' } }]
    const first = await list({ limit: 1, selectors })
    expect(prices(first)).toEqual([3])
    const second = await list({ limit: 1, selectors, next_page: first.next_page ?? '' })
    expect(prices(second)).toEqual([5])
    expect(second.next_page).toBeNull()
  })
})
