import { expect, test } from 'vitest'
import { addRateCard } from '../testing/fixtures.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import type { CatalogScope } from '../scope.ts'
import { archiveRateCard } from './archive.ts'
import { resolveRateCardAlias } from './resolve-alias.ts'

const JUNE = at('2024-06-01T00:00:00Z')
const JULY = at('2024-07-01T00:00:00Z')
const AUGUST = at('2024-08-01T00:00:00Z')

function addAliased(
  scope: CatalogScope,
  startingAt: number | null,
  endingBefore: number | null,
  name = 'list',
) {
  return addRateCard(scope, { aliases: [{ name, startingAt, endingBefore }] })
}

test('an alias without a schedule names its card at any time', async () => {
  const scope = openTestCatalog()
  const card = await addAliased(scope, null, null)
  expect(await resolveRateCardAlias(scope, 'list', 0)).toEqual(card)
  expect(await resolveRateCardAlias(scope, 'list', AUGUST)).toEqual(card)
})

test('a schedule takes in its start and leaves out its end', async () => {
  const scope = openTestCatalog()
  const { id } = await addAliased(scope, JUNE, JULY)
  expect((await resolveRateCardAlias(scope, 'list', JUNE)).id).toBe(id)
  expect((await resolveRateCardAlias(scope, 'list', JULY - 1)).id).toBe(id)
  expect((await refusalOf(resolveRateCardAlias(scope, 'list', JUNE - 1))).kind).toBe('not_found')
  expect((await refusalOf(resolveRateCardAlias(scope, 'list', JULY))).kind).toBe('not_found')
})

test('of several cards it names the one it was given to last, where its schedule covers the instant', async () => {
  const scope = openTestCatalog()
  const first = await addAliased(scope, null, null)
  const second = await addAliased(scope, JULY, null)
  const third = await addAliased(scope, JUNE, AUGUST)
  const nameAt = async (instant: number) => (await resolveRateCardAlias(scope, 'list', instant)).id
  expect(await nameAt(JUNE - 1)).toBe(first.id)
  expect(await nameAt(JUNE)).toBe(third.id)
  expect(await nameAt(JULY)).toBe(third.id)
  expect(await nameAt(AUGUST)).toBe(second.id)
})

test('a card that has the alias twice is named in both stretches', async () => {
  const scope = openTestCatalog()
  const aliases = [
    { name: 'list', startingAt: null, endingBefore: JUNE },
    { name: 'list', startingAt: JULY, endingBefore: null },
  ]
  const { id } = await addRateCard(scope, { aliases })
  expect((await resolveRateCardAlias(scope, 'list', JUNE - 1)).id).toBe(id)
  expect((await resolveRateCardAlias(scope, 'list', JULY)).id).toBe(id)
  expect((await refusalOf(resolveRateCardAlias(scope, 'list', JUNE))).kind).toBe('not_found')
})

test('archiving a card does not hand its alias back', async () => {
  const scope = openTestCatalog()
  await addAliased(scope, null, null)
  const last = await addAliased(scope, null, null)
  await archiveRateCard(scope, last.id)
  expect((await resolveRateCardAlias(scope, 'list', JULY)).id).toBe(last.id)
})

test('an alias that no card has is refused by its field and name', async () => {
  const scope = openTestCatalog()
  await addAliased(scope, null, null, 'List')
  const refusal = await refusalOf(resolveRateCardAlias(scope, 'list', JULY))
  expect(refusal.kind).toBe('not_found')
  expect(refusal.message).toBe(
    'rate_card_alias: no rate card has the alias "list" at 2024-07-01T00:00:00.000Z',
  )
})
