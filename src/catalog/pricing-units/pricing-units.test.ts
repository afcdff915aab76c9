import { expect, test } from 'vitest'
import { openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { createPricingUnit } from './create.ts'
import { USD_CENTS_ID, findPricingUnits, getPricingUnit } from './get.ts'
import { listPricingUnits } from './list.ts'

test('US dollars are there from the start, in cents and under the id that clients have built in', async () => {
  const unit = await getPricingUnit(openTestCatalog(), USD_CENTS_ID)
  expect(unit).toMatchObject({
    id: '2714e483-4ff1-48e4-9e25-ac732e8f24f2',
    name: 'USD (cents)',
    isCurrency: true,
  })
})

test('an unknown pricing unit is not found', async () => {
  const refusal = await refusalOf(getPricingUnit(openTestCatalog(), 'nothing'))
  expect(refusal).toMatchObject({
    kind: 'not_found',
    message: 'credit_type_id: pricing unit nothing was not found',
  })
})

test('a custom unit is no currency, and comes last in the list', async () => {
  const scope = openTestCatalog()
  const unit = await createPricingUnit(scope, 'Tokens')
  expect(unit).toMatchObject({ name: 'Tokens', isCurrency: false })
  expect(await getPricingUnit(scope, unit.id)).toEqual(unit)
  expect((await listPricingUnits(scope, {})).data.at(-1)).toEqual(unit)
})

test.each(['Tokens', 'EUR'])('a second unit of the name %s is refused', async (name) => {
  const scope = openTestCatalog()
  await createPricingUnit(scope, 'Tokens')
  const before = await listPricingUnits(scope, {})
  const { id } = before.data.find((unit) => unit.name === name) ?? { id: '' }
  const refusal = await refusalOf(createPricingUnit(scope, name))
  expect(refusal).toMatchObject({
    kind: 'conflict',
    message: `name: "${name}" is the name of the pricing unit ${id}`,
  })
  expect(await listPricingUnits(scope, {})).toEqual(before)
})

test('no ids find no units, and unknown ones are left out', async () => {
  const scope = openTestCatalog()
  expect(await findPricingUnits(scope, [])).toEqual([])
  const found = await findPricingUnits(scope, ['nothing', USD_CENTS_ID])
  expect(found.map(({ id }) => id)).toEqual([USD_CENTS_ID])
})

test('pages go through every unit once, US dollars first', async () => {
  const scope = openTestCatalog()
  const { data: all, next_page: end } = await listPricingUnits(scope, {})
  expect(all[0]?.id).toBe(USD_CENTS_ID)
  expect(end).toBeNull()

  const seen: string[] = []
  let cursor: string | null | undefined
  for (let pages = 0; pages < 4 && cursor !== null; pages += 1) {
    const page = await listPricingUnits(scope, { limit: 5, next_page: cursor })
    seen.push(...page.data.map(({ id }) => id))
    cursor = page.next_page
  }
  expect(cursor).toBeNull()
  expect(seen).toEqual(all.map(({ id }) => id))
})

test('a cursor that is no cursor is refused by name', async () => {
  const refusal = await refusalOf(listPricingUnits(openTestCatalog(), { next_page: 'page-2' }))
  expect(refusal.kind).toBe('invalid')
  expect(refusal.message).toMatch(/^next_page: /)
})
