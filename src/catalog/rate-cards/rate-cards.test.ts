import { describe, expect, test } from 'vitest'
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
    customFields: { owner: 'sales' },
    createdAt: at('2024-08-15T12:00:00Z'),
    archivedAt: null,
  })
  expect(await getRateCard(scope, card.id)).toEqual(card)
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
    await scope.catalog
      .insertInto('pricing_units')
      .values({ id: 'tokens', name: 'Tokens', is_currency: 0 })
      .execute()
    const refusal = await refusalOf(addRateCard(scope, { currencyId: 'tokens' }))
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
