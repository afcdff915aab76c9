import { describe, expect, it } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { updateProduct } from '../products/update.ts'
import { addRate } from '../rates/add.ts'
import { newOverride, newSpecifier, openDealDesk } from '../testing/contract-terms.ts'
import { addProduct, flatPrice, newRate } from '../testing/fixtures.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { checkPrice, type PriceQuestion } from './check-price.ts'
import { listContractRates } from './list-contract-rates.ts'

const FIRST_HALF = { startingAt: at('2024-08-01T00:00:00Z'), endingBefore: at('2024-08-15T00:00:00Z') }

const question = (productId: string, changes: Partial<PriceQuestion> = {}): PriceQuestion => ({
  productId,
  pricingGroupValues: {},
  presentationGroupValues: {},
  billingFrequency: null,
  at: at('2024-08-10T00:00:00Z'),
  ...changes,
})

describe('the rates of a contract', () => {
  it('are the rates of its card, with what overrides make of them while they last', async () => {
    const { scope, customer, requests, regional, seats, sign } = await openDealDesk()
    const { id: contractId } = await sign({
      overrides: [newOverride({ ...FIRST_HALF, productId: requests.id })],
    })
    const ref = { customerId: customer.id, contractId }
    const ratesAt = async (instant: string) =>
      (await listContractRates(scope, ref, { at: at(instant), selectors: [] })).data.map(
        ({ product, stretch, to }) => [
          product.id,
          stretch.listPrice,
          stretch.override === null ? null : stretch.effective.price,
          stretch.period.from,
          to,
        ],
      )
    const flat = (price: string) => ({ rateType: 'FLAT', price: new Decimal(price) })
    const { startingAt, endingBefore } = FIRST_HALF
    // Five, halved in the first half of August.
    expect(await ratesAt('2024-08-14T23:00:00Z')).toEqual([
      [requests.id, flat('5'), flat('2.5'), startingAt, endingBefore],
      [regional.id, flat('5'), null, startingAt, null],
      [seats.id, flat('20'), null, startingAt, null],
    ])
    expect((await ratesAt('2024-08-15T00:00:00Z'))[0]).toEqual([
      requests.id,
      flat('5'),
      null,
      endingBefore,
      null,
    ])
    expect(await ratesAt('2024-07-31T23:00:00Z')).toEqual([])
  })

  it('leave out what the contract takes the entitlement from, and take selectors and pages', async () => {
    const { scope, customer, requests, regional, seats, sign } = await openDealDesk()
    const { id: contractId } = await sign({
      overrides: [newOverride({ type: null, multiplier: null, isEntitled: false, productId: requests.id })],
    })
    const ref = { customerId: customer.id, contractId }
    const idsOf = async (filter: object) =>
      (await listContractRates(scope, ref, { at: null, selectors: [], ...filter })).data.map(
        ({ product }) => product.id,
      )
    expect(await idsOf({})).toEqual([regional.id, seats.id])
    expect(await idsOf({ selectors: [{ billingFrequency: 'MONTHLY' }] })).toEqual([seats.id])
    const first = await listContractRates(scope, ref, { at: null, selectors: [], limit: 1 })
    expect(first.data.map(({ product }) => product.id)).toEqual([regional.id])
    expect(await idsOf({ next_page: first.next_page })).toEqual([seats.id])
  })
})

describe('what a contract prices by an overwrite alone', () => {
  const overwrite = (price: number) =>
    ({ type: 'OVERWRITE', overwriteRate: { price: flatPrice(price), creditTypeId: null } }) as const

  /** Overwrites in the first half of August: region us, without a rate, at 33; `extra`, not on the card, at 3. */
  async function openOverwrites() {
    const desk = await openDealDesk()
    const { scope, customer, regional, sign } = desk
    const extra = await addProduct(scope, { name: 'Extra', tags: ['other'] })
    const us = newSpecifier({ productId: regional.id, pricingGroupValues: { region: 'us' } })
    const { id: contractId } = await sign({
      overrides: [
        newOverride({ ...FIRST_HALF, ...overwrite(33), specifiers: [us] }),
        newOverride({ ...FIRST_HALF, ...overwrite(3), productId: extra.id }),
      ],
    })
    const list = (filter: object = {}) =>
      listContractRates(
        scope,
        { customerId: customer.id, contractId },
        { at: at('2024-08-10T00:00:00Z'), selectors: [], ...filter },
      )
    const idsOf = async (filter: object) => (await list(filter)).data.map(({ productId }) => productId)
    return { ...desk, extra, list, idsOf }
  }

  it('comes after the rates of the card, at the overwritten rate, while the overwrite lasts', async () => {
    const { requests, regional, seats, extra, list, idsOf } = await openOverwrites()
    const { data } = await list()
    expect(
      data.map(({ productId, pricingGroupValues, listRate, stretch }) => [
        productId,
        pricingGroupValues,
        'price' in listRate.price && listRate.price.price.toFixed(),
        stretch.effective.unitPrice.toFixed(),
      ]),
    ).toEqual([
      [requests.id, {}, '5', '5'],
      [regional.id, { region: 'eu' }, '5', '5'],
      [seats.id, {}, '20', '20'],
      [regional.id, { region: 'us' }, '33', '33'],
      [extra.id, {}, '3', '3'],
    ])
    expect(data.slice(3).map(({ stretch, to }) => [stretch.period.from, to])).toEqual([
      [FIRST_HALF.startingAt, FIRST_HALF.endingBefore],
      [FIRST_HALF.startingAt, FIRST_HALF.endingBefore],
    ])
    expect(await idsOf({ at: FIRST_HALF.endingBefore })).toEqual([requests.id, regional.id, seats.id])
  })

  it('is chosen by selectors, and listed in pages, as rates are', async () => {
    const { regional, extra, list, idsOf } = await openOverwrites()
    const { id: productId } = regional
    expect(await idsOf({ selectors: [{ productId }] })).toEqual([productId, productId])
    expect(await idsOf({ selectors: [{ pricingGroupValues: { region: 'us' } }] })).toEqual([productId])
    expect(await idsOf({ selectors: [{ partialPricingGroupValues: { region: 'us' } }] })).toEqual([productId])
    expect(await idsOf({ selectors: [{ productTags: ['other'] }] })).toEqual([extra.id])
    const first = await list({ limit: 4 })
    expect(first.data.at(-1)?.pricingGroupValues).toEqual({ region: 'us' })
    expect(await idsOf({ limit: 4, next_page: first.next_page })).toEqual([extra.id])
  })

  it('is listed at its own rate before a rate of the card starts, and once where two overwrites name it', async () => {
    const { scope, customer, card, sign } = await openDealDesk()
    const later = await addProduct(scope, { name: 'Later' })
    await addRate(scope, card.id, newRate(later.id, { startingAt: FIRST_HALF.endingBefore }))
    const { id: contractId } = await sign({
      overrides: [7, 9].map((price) => newOverride({ ...overwrite(price), productId: later.id })),
    })
    const listPricesAt = async (instant: number) =>
      (
        await listContractRates(
          scope,
          { customerId: customer.id, contractId },
          { at: instant, selectors: [{ productId: later.id }] },
        )
      ).data.map(({ listRate, stretch }) => [listRate.price, stretch.effective.price])
    const flat = (price: string) => ({ rateType: 'FLAT', price: new Decimal(price) })
    // Of overwrites the last added wins, also over the card's five.
    expect(await listPricesAt(FIRST_HALF.startingAt)).toEqual([[flat('9'), flat('9')]])
    expect(await listPricesAt(FIRST_HALF.endingBefore)).toEqual([[flat('5'), flat('9')]])
  })

  it('is left out where the entitlement is taken away, and where no subscription can be made of it', async () => {
    const { scope, customer, requests, regional, sign } = await openDealDesk()
    const extra = await addProduct(scope, { name: 'Extra' })
    const unsold = await addProduct(scope, { type: 'SUBSCRIPTION', name: 'Unsold' })
    const { id: contractId } = await sign({
      overrides: [
        newOverride({ ...overwrite(3), isEntitled: false, productId: extra.id }),
        newOverride({ ...overwrite(3), productId: unsold.id }),
      ],
    })
    const ref = { customerId: customer.id, contractId }
    const { data } = await listContractRates(scope, ref, { at: FIRST_HALF.startingAt, selectors: [] })
    expect(data.slice(0, 2).map(({ productId }) => productId)).toEqual([requests.id, regional.id])
    expect(data).toHaveLength(3)
  })
})

describe('the rates of a contract whose product has another group key from September on', () => {
  it('are those for the key of then', async () => {
    const { scope, customer, regional, seats, requests, sign } = await openDealDesk()
    const { id: contractId } = await sign()
    await updateProduct(scope, regional.id, at('2024-09-01T00:00:00Z'), { pricingGroupKey: [] })
    const productsAt = async (instant: string) =>
      (
        await listContractRates(
          scope,
          { customerId: customer.id, contractId },
          { at: at(instant), selectors: [] },
        )
      ).data.map(({ product }) => product.id)
    expect(await productsAt('2024-08-31T23:00:00Z')).toEqual([requests.id, regional.id, seats.id])
    expect(await productsAt('2024-09-01T00:00:00Z')).toEqual([requests.id, seats.id])
  })
})

describe('a price check', () => {
  it('names the rate and the override that win, and why others do not', async () => {
    const { scope, card, requests, sign } = await openDealDesk()
    await addRate(scope, card.id, newRate(requests.id, { startingAt: at('2024-08-20T00:00:00Z') }))
    const { id } = await sign({
      overrides: [
        newOverride({ multiplier: new Decimal('0.8') }),
        newOverride({
          multiplier: new Decimal('0.7'),
          specifiers: [newSpecifier({ productTags: ['core'] })],
        }),
        newOverride({
          multiplier: new Decimal('0.1'),
          specifiers: [newSpecifier({ productTags: ['other'] })],
        }),
      ],
    })
    const checked = await checkPrice(scope, id, question(requests.id))
    // Five times 0.7.
    expect(checked.price).toEqual({ rateType: 'FLAT', price: new Decimal('3.5') })
    expect(checked.rates.map(({ verdict }) => verdict)).toEqual(['WINS', 'NOT_YET'])
    expect(checked.overrides.map(({ verdict }) => verdict)).toEqual([
      'HIGHER_MULTIPLIER',
      'WINS',
      'OTHER_USAGE',
    ])
    expect(checked.isEntitled).toBe(true)
  })

  it('says what is not billed, and by which override', async () => {
    const { scope, requests, sign } = await openDealDesk()
    const { id, terms } = await sign({
      overrides: [newOverride({ type: null, multiplier: null, isEntitled: false, productId: requests.id })],
    })
    const checked = await checkPrice(scope, id, question(requests.id))
    expect([checked.isEntitled, checked.entitlement?.id]).toEqual([false, terms.overrides[0]?.id])
  })

  it('finds no price for group values without a rate', async () => {
    const { scope, regional, sign } = await openDealDesk()
    const { id } = await sign()
    const inRegion = (region: string) =>
      checkPrice(scope, id, question(regional.id, { pricingGroupValues: { region } }))
    expect((await inRegion('eu')).price).toEqual({ rateType: 'FLAT', price: new Decimal(5) })
    const elsewhere = await inRegion('us')
    expect([elsewhere.price, elsewhere.isEntitled, elsewhere.rates[0]?.verdict]).toEqual([
      null,
      false,
      'OTHER_GROUP_VALUES',
    ])
  })

  it('needs what the product is priced by, and names the field where something else is given', async () => {
    const { scope, requests, regional, seats, sign } = await openDealDesk()
    const { id } = await sign()
    const refused = async (asked: PriceQuestion) => (await refusalOf(checkPrice(scope, id, asked))).message
    expect(await refused(question(regional.id))).toBe(
      'pricing_group_values: has no value for "region" of the product\'s pricing_group_key',
    )
    expect(await refused(question(requests.id, { pricingGroupValues: { region: 'eu' } }))).toBe(
      'pricing_group_values: "region" is not in the product\'s pricing_group_key',
    )
    expect(await refused(question(requests.id, { presentationGroupValues: { user: 'ann' } }))).toBe(
      'presentation_group_values: "user" is not in the product\'s presentation_group_key',
    )
    expect(await refused(question(seats.id))).toBe(
      'billing_frequency: is required for products of type SUBSCRIPTION',
    )
    expect(await refused(question(requests.id, { billingFrequency: 'MONTHLY' }))).toBe(
      'billing_frequency: is only for products of type SUBSCRIPTION',
    )
    expect(await refused(question('00000000-0000-4000-8000-000000000000'))).toMatch(
      /^product_id: product .* was not found$/,
    )
  })
  it('is of an instant within the contract', async () => {
    const { scope, requests, sign } = await openDealDesk()
    const { id } = await sign({ endingBefore: at('2024-09-01T00:00:00Z') })
    const refusedAt = async (instant: string) =>
      (await refusalOf(checkPrice(scope, id, question(requests.id, { at: at(instant) })))).message
    expect(await refusedAt('2024-07-31T23:59:59Z')).toBe("at: must not be before the contract's starting_at")
    expect(await refusedAt('2024-09-01T00:00:00Z')).toBe("at: must be before the contract's ending_before")
  })
})
