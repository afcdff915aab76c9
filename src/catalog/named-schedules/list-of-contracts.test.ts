import { expect, test } from 'vitest'
import { archiveContract } from '../contracts/archive.ts'
import { addContract, addCustomer } from '../testing/fixtures.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { listContractSchedules, type ContractScheduleFilter } from './list-of-contracts.ts'
import { setSegment } from './set-segment.ts'

const AUGUST = at('2024-08-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')

/** A customer with two contracts: "tier" and "region" on the first, "tier" for the EU on the second. */
async function openSchedules() {
  const scope = openTestCatalog()
  const { id: customerId } = await addCustomer(scope)
  const first = (await addContract(scope, customerId)).id
  const second = (await addContract(scope, customerId)).id
  const set = (
    contractId: string,
    name: string,
    value: string,
    from: number,
    to: number | null,
    properties = {},
  ) =>
    setSegment(
      scope,
      { kind: 'CONTRACT', customerId, contractId },
      { name, properties },
      { value, startingAt: from, endingBefore: to },
    )
  await set(second, 'tier', 'pro', AUGUST, null, { region: 'eu', plan: 'new' })
  await set(first, 'tier', 'gold', SEPTEMBER, null)
  await set(first, 'tier', 'basic', AUGUST, SEPTEMBER)
  await set(first, 'region', 'us', SEPTEMBER, null)
  const list = (filter: Partial<ContractScheduleFilter> = {}) =>
    listContractSchedules(scope, { customerId, properties: {}, ...filter })
  const names = async (filter: Partial<ContractScheduleFilter> = {}) =>
    (await list(filter)).data.map(({ contractId, name }) => [contractId, name])
  return { scope, customerId, first, second, list, names }
}

test('the schedules of all contracts are listed by contract and name, with their segments in order of time', async () => {
  const { first, second, list } = await openSchedules()
  expect(await list()).toEqual({
    data: [
      {
        contractId: first,
        name: 'region',
        properties: {},
        segments: [{ value: 'us', startingAt: SEPTEMBER, endingBefore: null }],
      },
      {
        contractId: first,
        name: 'tier',
        properties: {},
        segments: [
          { value: 'basic', startingAt: AUGUST, endingBefore: SEPTEMBER },
          { value: 'gold', startingAt: SEPTEMBER, endingBefore: null },
        ],
      },
      {
        contractId: second,
        name: 'tier',
        properties: { region: 'eu', plan: 'new' },
        segments: [{ value: 'pro', startingAt: AUGUST, endingBefore: null }],
      },
    ],
    next_page: null,
  })
})

test('the list can be held to a contract, a name and some of the properties', async () => {
  const { first, second, names } = await openSchedules()
  expect(await names({ contractId: second })).toEqual([[second, 'tier']])
  expect(await names({ name: 'tier' })).toEqual([
    [first, 'tier'],
    [second, 'tier'],
  ])
  expect(await names({ properties: { region: 'eu' } })).toEqual([[second, 'tier']])
  expect(await names({ properties: { region: 'us' } })).toEqual([])
  expect(await names({ properties: { region: 'eu', tier: 'eu' } })).toEqual([])
})

test('at a covering date each schedule has the segment that holds then, or none', async () => {
  const { list } = await openSchedules()
  const valuesAt = async (coveringDate: number) =>
    (await list({ coveringDate })).data.map(({ segments }) => segments.map(({ value }) => value))
  expect(await valuesAt(AUGUST)).toEqual([[], ['basic'], ['pro']])
  expect(await valuesAt(SEPTEMBER)).toEqual([['us'], ['gold'], ['pro']])
})

test('pages follow one another, also where a schedule changes in between', async () => {
  const { scope, customerId, first, second, list } = await openSchedules()
  const page = await list({ limit: 2 })
  expect(page.data.map(({ name }) => name)).toEqual(['region', 'tier'])
  await setSegment(
    scope,
    { kind: 'CONTRACT', customerId, contractId: first },
    { name: 'tier', properties: {} },
    { value: 'none', startingAt: AUGUST, endingBefore: null },
  )
  const next = await list({ limit: 2, next_page: page.next_page ?? '' })
  expect([next.data.map(({ contractId }) => contractId), next.next_page]).toEqual([[second], null])
  expect((await refusalOf(list({ next_page: 'WzFd' }))).message).toMatch(/^next_page: /)
})

test('schedules of archived contracts are listed, and those of other customers are not', async () => {
  const { scope, customerId, first, names } = await openSchedules()
  await archiveContract(scope, { customerId, contractId: first })
  expect(await names({ contractId: first })).toHaveLength(2)
  const other = await addCustomer(scope, 'Other')
  expect(await names({ customerId: other.id })).toEqual([])
})

test('a customer, or a contract of theirs, that does not exist is not found', async () => {
  const { scope, first, list } = await openSchedules()
  const other = await addCustomer(scope, 'Other')
  expect((await refusalOf(list({ customerId: 'none' }))).message).toBe(
    'customer_id: customer none was not found',
  )
  const refusal = await refusalOf(list({ customerId: other.id, contractId: first }))
  expect([refusal.kind, refusal.message]).toEqual([
    'not_found',
    `contract_id: contract ${first} was not found`,
  ])
})
