import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { createPricingUnit } from '../pricing-units/create.ts'
import { addRateCard } from '../testing/fixtures.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { archiveRateCard } from './archive.ts'
import { getRateCard } from './get.ts'
import { resolveRateCardAlias } from './resolve-alias.ts'
import type { RateCardAlias } from './aliases.ts'
import { updateRateCard } from './update.ts'

const JULY = at('2024-07-01T00:00:00Z')
const AUGUST = at('2024-08-01T00:00:00Z')

const alias = (name: string, startingAt: number | null = null): RateCardAlias => ({
  name,
  startingAt,
  endingBefore: null,
})

test('an update leaves what it does not name as it is', async () => {
  const scope = openTestCatalog()
  const card = await addRateCard(scope, { description: 'All', aliases: [alias('list')] })
  await updateRateCard(scope, card.id, {})
  expect(await getRateCard(scope, card.id)).toEqual(card)
  await updateRateCard(scope, card.id, { name: 'Prices' })
  expect(await getRateCard(scope, card.id)).toEqual({ ...card, name: 'Prices' })
  await updateRateCard(scope, card.id, { description: '' })
  expect(await getRateCard(scope, card.id)).toEqual({ ...card, name: 'Prices', description: '' })
})

test('an unknown card is named', async () => {
  const refusal = await refusalOf(updateRateCard(openTestCatalog(), 'nothing', { name: 'x' }))
  expect(refusal).toMatchObject({
    kind: 'not_found',
    message: 'rate_card_id: rate card nothing was not found',
  })
})

describe('aliases', () => {
  /** Two cards that both had the alias `list`, the second one last. */
  async function openTwo() {
    const scope = openTestCatalog()
    const first = await addRateCard(scope, { aliases: [alias('list'), alias('old')] })
    const second = await addRateCard(scope, { aliases: [alias('list')] })
    const holder = async (instant = AUGUST) => {
      const { id } = await resolveRateCardAlias(scope, 'list', instant)
      return id === first.id ? 'first' : 'second'
    }
    return { scope, first, second, holder }
  }

  test('are replaced by those sent', async () => {
    const { scope, first } = await openTwo()
    await updateRateCard(scope, first.id, { aliases: [alias('new'), alias('list')] })
    const { aliases } = await getRateCard(scope, first.id)
    expect(aliases.map(({ name }) => name).toSorted()).toEqual(['list', 'new'])
    expect((await refusalOf(resolveRateCardAlias(scope, 'old', AUGUST))).kind).toBe('not_found')
    expect((await resolveRateCardAlias(scope, 'new', AUGUST)).id).toBe(first.id)
  })

  test('go back to the card that had them before, where the one that has them drops them', async () => {
    const { scope, second, holder } = await openTwo()
    expect(await holder()).toBe('second')
    await updateRateCard(scope, second.id, { aliases: [] })
    expect(await holder()).toBe('first')
    expect((await getRateCard(scope, second.id)).aliases).toEqual([])
  })

  test('sent again as they are take no name away from another card', async () => {
    const { scope, first, holder } = await openTwo()
    await updateRateCard(scope, first.id, { aliases: [alias('list')] })
    expect(await holder()).toBe('second')
  })

  test('that were dropped and come again are assigned anew', async () => {
    const { scope, first, holder } = await openTwo()
    await updateRateCard(scope, first.id, { aliases: [] })
    await updateRateCard(scope, first.id, { aliases: [alias('list')] })
    expect(await holder()).toBe('first')
  })

  test('with another schedule are assigned anew, for that schedule', async () => {
    const { scope, first, holder } = await openTwo()
    await updateRateCard(scope, first.id, { aliases: [alias('list', AUGUST)] })
    expect(await holder(AUGUST)).toBe('first')
    expect(await holder(AUGUST - 1)).toBe('second')
  })

  test('move to a new card at an instant: the way to new prices for new customers', async () => {
    const { scope, first, second, holder } = await openTwo()
    await updateRateCard(scope, second.id, { aliases: [alias('list', AUGUST)] })
    expect([await holder(JULY), await holder(AUGUST)]).toEqual(['first', 'second'])
    expect((await getRateCard(scope, first.id)).aliases).toEqual(first.aliases)
  })

  test('of an archived card can be freed', async () => {
    const { scope, second, holder } = await openTwo()
    await archiveRateCard(scope, second.id)
    await updateRateCard(scope, second.id, { aliases: [] })
    expect(await holder()).toBe('first')
  })

  test('that end before they start are refused, and nothing else is changed', async () => {
    const { scope, first } = await openTwo()
    const aliases = [alias('fine'), { name: 'wrong', startingAt: AUGUST, endingBefore: AUGUST }]
    const refusal = await refusalOf(updateRateCard(scope, first.id, { name: 'x', aliases }))
    expect(refusal.message).toBe('aliases.1.ending_before: must be after starting_at')
    expect(await getRateCard(scope, first.id)).toEqual(first)
  })
})

describe('conversions', () => {
  async function openWithTokens() {
    const scope = openTestCatalog()
    const tokens = await createPricingUnit(scope, 'Tokens')
    const gems = await createPricingUnit(scope, 'Gems')
    const conversions = [{ customCreditTypeId: gems.id, fiatPerCustomCredit: new Decimal('0.5') }]
    const card = await addRateCard(scope, { conversions })
    const add = (customCreditTypeId: string, worth: number) =>
      updateRateCard(scope, card.id, {
        name: 'changed',
        addedConversions: [{ customCreditTypeId, fiatPerCustomCredit: new Decimal(worth) }],
      })
    const worths = async () =>
      (await getRateCard(scope, card.id)).conversions.map(({ unit, fiatPerCustomCredit }) => [
        unit.name,
        fiatPerCustomCredit.toFixed(),
      ])
    return { scope, card, tokens, gems, add, worths }
  }

  test('are added to those that are there', async () => {
    const { tokens, add, worths } = await openWithTokens()
    await add(tokens.id, 3)
    expect(await worths()).toEqual([
      ['Tokens', '3'],
      ['Gems', '0.5'],
    ])
  })

  test('are never changed', async () => {
    const { scope, card, gems, add, worths } = await openWithTokens()
    const refusal = await refusalOf(add(gems.id, 3))
    expect(refusal).toMatchObject({
      kind: 'invalid',
      message: 'add_credit_type_conversions.0.custom_credit_type_id: Gems has a conversion already',
    })
    expect(await worths()).toEqual([['Gems', '0.5']])
    expect((await getRateCard(scope, card.id)).name).toBe(card.name)
  })
})
