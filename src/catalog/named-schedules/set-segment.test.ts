import { expect, test } from 'vitest'
import { NumberText } from '../../kernel/json.ts'
import { archiveRateCard } from '../rate-cards/archive.ts'
import { addCustomer, addRateCard } from '../testing/fixtures.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import type { ScheduleOwner } from './find-owner.ts'
import { getSegments } from './get.ts'
import { setSegment } from './set-segment.ts'

const day = (number: number) => at('2024-08-01T00:00:00Z') + (number - 1) * 86_400_000
const PLAIN = { name: 'tier', properties: {} }

/** A customer's schedules, which are set and read by days of August. */
async function openSchedule() {
  const scope = openTestCatalog()
  const owner: ScheduleOwner = { kind: 'CUSTOMER', customerId: (await addCustomer(scope)).id }
  const set = (value: unknown, from: number, to: number | null, schedule = PLAIN) =>
    setSegment(scope, owner, schedule, {
      value,
      startingAt: day(from),
      endingBefore: to === null ? null : day(to),
    })
  const read = async (coveringDay?: number, schedule = PLAIN) => {
    const covering = coveringDay === undefined ? undefined : day(coveringDay)
    return (await getSegments(scope, owner, schedule, covering)).map(
      ({ value, startingAt, endingBefore }) => [
        value,
        (startingAt - day(1)) / 86_400_000 + 1,
        endingBefore === null ? null : (endingBefore - day(1)) / 86_400_000 + 1,
      ],
    )
  }
  return { scope, owner, set, read }
}

test('a schedule that was never set says nothing', async () => {
  const { read } = await openSchedule()
  expect(await read()).toEqual([])
})

test('segments come in order of time, whatever order they were set in', async () => {
  const { set, read } = await openSchedule()
  await set('late', 20, null)
  await set('early', 1, 5)
  expect(await read()).toEqual([
    ['early', 1, 5],
    ['late', 20, null],
  ])
})

test.each([
  ['its beginning', 1, 15, ['new', 1, 15], ['old', 15, 20]],
  ['its end', 15, 25, ['old', 10, 15], ['new', 15, 25]],
  ['its middle', 12, 15, ['old', 10, 12], ['new', 12, 15], ['old', 15, 20]],
  ['all of it', 10, 20, ['new', 10, 20]],
  ['more than it', 9, 21, ['new', 9, 21]],
  ['all of it, for good', 1, null, ['new', 1, null]],
  ['its end, for good', 15, null, ['old', 10, 15], ['new', 15, null]],
  ['what comes just before it', 5, 10, ['new', 5, 10], ['old', 10, 20]],
  ['what comes just after it', 20, 25, ['old', 10, 20], ['new', 20, 25]],
] as const)(
  'of a segment from the 10th to the 20th, setting %s leaves the rest',
  async (_, from, to, ...rest) => {
    const { set, read } = await openSchedule()
    await set('old', 10, 20)
    await set('new', from, to)
    expect(await read()).toEqual(rest)
  },
)

test('a segment without an end is split like any other', async () => {
  const { set, read } = await openSchedule()
  await set('old', 1, null)
  await set('new', 10, 20)
  expect(await read()).toEqual([
    ['old', 1, 10],
    ['new', 10, 20],
    ['old', 20, null],
  ])
})

test('one setting replaces all the segments that it covers', async () => {
  const { set, read } = await openSchedule()
  await set('a', 1, 5)
  await set('b', 5, 9)
  await set('c', 9, null)
  await set('d', 3, 11)
  expect(await read()).toEqual([
    ['a', 1, 3],
    ['d', 3, 11],
    ['c', 11, null],
  ])
})

test('the covering date finds the one segment that holds then: from its start, up to its end', async () => {
  const { set, read } = await openSchedule()
  await set('a', 5, 10)
  await set('b', 10, 20)
  expect(await read(4)).toEqual([])
  expect(await read(5)).toEqual([['a', 5, 10]])
  expect(await read(10)).toEqual([['b', 10, 20]])
  expect(await read(20)).toEqual([])
})

test('schedules of other names, other properties and other owners are others', async () => {
  const { scope, owner, set, read } = await openSchedule()
  const european = { name: 'tier', properties: { region: 'eu', plan: 'pro' } }
  await set('plain', 1, null)
  await set('other name', 1, null, { name: 'Tier', properties: {} })
  await set('european', 1, null, european)
  const card = await addRateCard(scope)
  const cardOwner: ScheduleOwner = { kind: 'RATE_CARD', rateCardId: card.id }
  await setSegment(scope, cardOwner, PLAIN, { value: 'card', startingAt: day(1), endingBefore: null })
  expect(await read()).toEqual([['plain', 1, null]])
  const sameInOtherOrder = { name: 'tier', properties: { plan: 'pro', region: 'eu' } }
  expect(await read(undefined, sameInOtherOrder)).toEqual([['european', 1, null]])
  expect(await getSegments(scope, owner, { name: 'tier', properties: { region: 'eu' } }, undefined)).toEqual(
    [],
  )
})

test('a value is any JSON, its numbers in the text that was sent', async () => {
  const { set, read } = await openSchedule()
  const exact = new NumberText('12345678901234567890.10')
  await set({ list: [exact, null, true], nested: { of: 'text' } }, 1, 2)
  await set(null, 2, 3)
  expect(await read()).toEqual([
    [{ list: [exact, null, true], nested: { of: 'text' } }, 1, 2],
    [null, 2, 3],
  ])
})

test('an empty stretch is refused, and leaves what was set', async () => {
  const { set, read } = await openSchedule()
  await set('old', 1, null)
  for (const to of [10, 9]) {
    expect((await refusalOf(set('new', 10, to))).message).toBe('ending_before: must be after starting_at')
  }
  expect(await read()).toEqual([['old', 1, null]])
})

test('an owner that does not exist is not found, by its field', async () => {
  const scope = openTestCatalog()
  const segment = { value: 1, startingAt: day(1), endingBefore: null }
  const { id: customerId } = await addCustomer(scope)
  const owners: [ScheduleOwner, string][] = [
    [{ kind: 'CUSTOMER', customerId: 'none' }, 'customer_id: customer none was not found'],
    [{ kind: 'RATE_CARD', rateCardId: 'none' }, 'rate_card_id: rate card none was not found'],
    [{ kind: 'CONTRACT', customerId, contractId: 'none' }, 'contract_id: contract none was not found'],
  ]
  for (const [owner, message] of owners) {
    const set = setSegment(scope, owner, PLAIN, segment)
    expect(await refusalOf(set)).toMatchObject({ kind: 'not_found', message })
    expect((await refusalOf(getSegments(scope, owner, PLAIN, undefined))).message).toBe(message)
  }
})

test('an archived owner keeps its schedules, and they are not changed', async () => {
  const scope = openTestCatalog()
  const { id } = await addRateCard(scope)
  const owner: ScheduleOwner = { kind: 'RATE_CARD', rateCardId: id }
  const segment = { value: 1, startingAt: day(1), endingBefore: null }
  await setSegment(scope, owner, PLAIN, segment)
  await archiveRateCard(scope, id)
  const refusal = await refusalOf(setSegment(scope, owner, PLAIN, { ...segment, value: 2 }))
  expect([refusal.kind, refusal.message]).toEqual(['invalid', `rate_card_id: ${id} is archived`])
  expect(await getSegments(scope, owner, PLAIN, undefined)).toEqual([segment])
})
