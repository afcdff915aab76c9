import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { createPricingUnit } from '../pricing-units/create.ts'
import { USD_CENTS_ID, getPricingUnit } from '../pricing-units/get.ts'
import { addRateCard } from '../testing/fixtures.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { archiveRateCard } from './archive.ts'
import { getRateCard } from './get.ts'
import { listRateCards } from './list.ts'

const EUR_ID = '8f6a0b52-5b4e-4c0f-9d5c-6f5d0a8e1a07'
const JULY = at('2024-07-01T00:00:00Z')
const AUGUST = at('2024-08-01T00:00:00Z')

const worth = (customCreditTypeId: string, fiat: string) => ({
  customCreditTypeId,
  fiatPerCustomCredit: new Decimal(fiat),
})

test('a rate card comes back as it was made, its aliases in the order given', async () => {
  const scope = openTestCatalog()
  const card = await addRateCard(scope, {
    name: 'Europe',
    description: 'In euros',
    currencyId: EUR_ID,
    aliases: [
      { name: 'zulu', startingAt: JULY, endingBefore: AUGUST },
      { name: 'alpha', startingAt: null, endingBefore: null },
    ],
    customFields: { owner: 'sales' },
  })
  expect(card).toEqual({
    seq: 1,
    id: card.id,
    name: 'Europe',
    description: 'In euros',
    currency: await getPricingUnit(scope, EUR_ID),
    aliases: [
      { name: 'zulu', startingAt: JULY, endingBefore: AUGUST },
      { name: 'alpha', startingAt: null, endingBefore: null },
    ],
    conversions: [],
    customFields: { owner: 'sales' },
    createdAt: at('2024-08-15T12:00:00Z'),
    archivedAt: null,
  })
  expect(await getRateCard(scope, card.id)).toEqual(card)
})

test('a rate card keeps what custom units are worth in its currency, to the last digit', async () => {
  const scope = openTestCatalog()
  const tokens = await createPricingUnit(scope, 'Tokens')
  const gems = await createPricingUnit(scope, 'Gems')
  const { conversions } = await addRateCard(scope, {
    conversions: [worth(gems.id, '12345678901234567890.12345678901234567891'), worth(tokens.id, '0.5')],
  })
  expect(conversions).toEqual([
    { unit: tokens, fiatPerCustomCredit: new Decimal('0.5') },
    { unit: gems, fiatPerCustomCredit: new Decimal('12345678901234567890.12345678901234567891') },
  ])
})

describe('a conversion is refused', () => {
  const DIGITS = 'has more than 38 integer digits or more than 20 fractional digits'
  test.each<[story: string, id: string | null, fiat: string, kind: string, message: string]>([
    [
      'of an unknown unit',
      'nothing',
      '1',
      'not_found',
      'custom_credit_type_id: pricing unit nothing was not found',
    ],
    [
      'of a currency',
      EUR_ID,
      '1',
      'invalid',
      'custom_credit_type_id: EUR is a currency, not a custom pricing unit',
    ],
    ['worth nothing', null, '0', 'invalid', 'fiat_per_custom_credit: must be above 0'],
    ['worth less than nothing', null, '-1', 'invalid', 'fiat_per_custom_credit: must be above 0'],
    ['with too many digits', null, '1e38', 'invalid', `fiat_per_custom_credit: ${DIGITS}`],
  ])('%s, and nothing of the card is there', async (_story, id, fiat, kind, message) => {
    const scope = openTestCatalog()
    const tokens = await createPricingUnit(scope, 'Tokens')
    const gems = await createPricingUnit(scope, 'Gems')
    const conversions = [worth(gems.id, '1'), worth(id ?? tokens.id, fiat)]
    const refusal = await refusalOf(addRateCard(scope, { conversions }))
    expect(refusal).toMatchObject({ kind, message: `credit_type_conversions.1.${message}` })
    expect(await listRateCards(scope, {})).toEqual({ data: [], next_page: null })
    expect(scope.file.prepare('SELECT * FROM rate_card_conversions').all()).toEqual([])
  })

  test('of a unit that has one in the same request', async () => {
    const scope = openTestCatalog()
    const { id } = await createPricingUnit(scope, 'Tokens')
    const refusal = await refusalOf(addRateCard(scope, { conversions: [worth(id, '1'), worth(id, '1')] }))
    expect(refusal.message).toBe(
      'credit_type_conversions.1.custom_credit_type_id: Tokens has a conversion already',
    )
  })
})

test('an unknown rate card is not found', async () => {
  const refusal = await refusalOf(getRateCard(openTestCatalog(), 'nothing'))
  expect(refusal).toMatchObject({ kind: 'not_found', message: 'rate card nothing was not found' })
})

describe('a rate card is refused', () => {
  test('in a currency that does not exist', async () => {
    const refusal = await refusalOf(addRateCard(openTestCatalog(), { currencyId: 'nothing' }))
    expect(refusal.kind).toBe('not_found')
    expect(refusal.message).toBe('fiat_credit_type_id: currency nothing was not found')
  })

  test('in a pricing unit that is no currency', async () => {
    const scope = openTestCatalog()
    const { id } = await createPricingUnit(scope, 'Tokens')
    const refusal = await refusalOf(addRateCard(scope, { currencyId: id }))
    expect(refusal).toMatchObject({
      kind: 'invalid',
      message: 'fiat_credit_type_id: Tokens is not a currency',
    })
  })

  test.each([
    ['as it starts', JULY],
    ['before it starts', AUGUST],
  ])('with an alias that ends %s, and nothing of the card is there', async (_when, startingAt) => {
    const { file, ...scope } = openTestCatalog()
    const aliases = [
      { name: 'fine', startingAt: JULY, endingBefore: AUGUST },
      { name: 'wrong', startingAt, endingBefore: JULY },
    ]
    const refusal = await refusalOf(addRateCard(scope, { aliases }))
    expect(refusal).toMatchObject({
      kind: 'invalid',
      message: 'aliases.1.ending_before: must be after starting_at',
    })
    expect(file.prepare('SELECT * FROM rate_cards').all()).toEqual([])
    expect(file.prepare('SELECT * FROM rate_card_aliases').all()).toEqual([])
  })
})

test('an archived card leaves the list, is still found, and cannot be archived again', async () => {
  const scope = openTestCatalog()
  const kept = await addRateCard(scope, { name: 'kept' })
  const { id } = await addRateCard(scope, { name: 'gone' })
  await archiveRateCard(scope, id)
  expect((await listRateCards(scope, {})).data).toEqual([kept])
  expect((await getRateCard(scope, id)).archivedAt).toBe(at('2024-08-15T12:00:00Z'))
  const refusal = await refusalOf(archiveRateCard(scope, id))
  expect(refusal).toMatchObject({ kind: 'invalid', message: `id: rate card ${id} is archived already` })
})

test('an unknown rate card cannot be archived', async () => {
  expect((await refusalOf(archiveRateCard(openTestCatalog(), 'nothing'))).kind).toBe('not_found')
})

test('the list gives each card its own currency and aliases, page by page', async () => {
  const scope = openTestCatalog()
  for (const [name, currencyId] of [
    ['a', USD_CENTS_ID] as const,
    ['b', EUR_ID] as const,
    ['c', USD_CENTS_ID] as const,
  ]) {
    await addRateCard(scope, { name, currencyId, aliases: [{ name, startingAt: null, endingBefore: null }] })
  }
  const first = await listRateCards(scope, { limit: 2 })
  const second = await listRateCards(scope, { limit: 2, next_page: first.next_page ?? '' })
  const cards = [...first.data, ...second.data]
  expect(cards.map((card) => [card.name, card.currency.id, card.aliases[0]?.name])).toEqual([
    ['a', USD_CENTS_ID, 'a'],
    ['b', EUR_ID, 'b'],
    ['c', USD_CENTS_ID, 'c'],
  ])
  expect(second.next_page).toBeNull()
})
