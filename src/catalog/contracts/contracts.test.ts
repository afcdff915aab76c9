import { describe, expect, test } from 'vitest'
import { archiveCustomer } from '../customers/archive.ts'
import { addContract, addCustomer } from '../testing/fixtures.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { archiveContract } from './archive.ts'
import { getContract } from './get.ts'
import { listContractsOf, type ContractFilter } from './list.ts'
import { updateContractEndDate } from './update-end-date.ts'

const JULY = at('2024-07-01T00:00:00Z')
const AUGUST = at('2024-08-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')
const OCTOBER = at('2024-10-01T00:00:00Z')

async function openContract(endingBefore: number | null = null) {
  const scope = openTestCatalog()
  const customer = await addCustomer(scope)
  const contract = await addContract(scope, customer.id, { endingBefore })
  return { scope, customer, contract, ref: { customerId: customer.id, contractId: contract.id } }
}

test('a contract is found under its own customer alone', async () => {
  const { scope, contract, ref } = await openContract()
  const other = await addCustomer(scope, 'Other')
  expect(await getContract(scope, ref)).toEqual(contract)
  const foreign = { customerId: other.id, contractId: contract.id }
  for (const call of [
    getContract(scope, foreign),
    archiveContract(scope, foreign),
    updateContractEndDate(scope, foreign, OCTOBER),
    getContract(scope, { ...ref, customerId: 'nothing' }),
  ]) {
    const refusal = await refusalOf(call)
    expect(refusal).toMatchObject({
      kind: 'not_found',
      message: `contract_id: contract ${contract.id} was not found`,
    })
  }
  expect(await getContract(scope, ref)).toEqual(contract)
})

describe('the end of a contract', () => {
  test('can be set, moved and removed; the one it was made with is kept', async () => {
    const { scope, ref } = await openContract(OCTOBER)
    for (const endingBefore of [SEPTEMBER, at('2025-01-01T00:00:00Z'), null, AUGUST + 1]) {
      await updateContractEndDate(scope, ref, endingBefore)
      const { terms, versions } = await getContract(scope, ref)
      expect([terms.endingBefore, versions[0].terms.endingBefore]).toEqual([endingBefore, OCTOBER])
    }
  })

  test('leaves other contracts of the customer alone', async () => {
    const { scope, customer, ref } = await openContract()
    const other = await addContract(scope, customer.id)
    await updateContractEndDate(scope, ref, OCTOBER)
    expect(await getContract(scope, { ...ref, contractId: other.id })).toEqual(other)
  })

  test.each([
    ['at', AUGUST],
    ['before', JULY],
  ])('cannot be %s its start', async (_where, endingBefore) => {
    const { scope, contract, ref } = await openContract()
    const refusal = await refusalOf(updateContractEndDate(scope, ref, endingBefore))
    expect(refusal).toMatchObject({
      kind: 'invalid',
      message: "ending_before: must be after the contract's starting_at",
    })
    expect(await getContract(scope, ref)).toEqual(contract)
  })

  test('cannot be changed once it is archived', async () => {
    const { scope, contract, ref } = await openContract()
    await archiveContract(scope, ref)
    const refusal = await refusalOf(updateContractEndDate(scope, ref, OCTOBER))
    expect(refusal).toMatchObject({
      kind: 'invalid',
      message: `contract_id: contract ${contract.id} is archived`,
    })
  })
})

describe('archiving a contract', () => {
  test('keeps it to be found, once', async () => {
    const { scope, contract, ref } = await openContract()
    scope.setNow(SEPTEMBER)
    await archiveContract(scope, ref)
    expect(await getContract(scope, ref)).toEqual({ ...contract, archivedAt: SEPTEMBER })
    scope.setNow(OCTOBER)
    const refusal = await refusalOf(archiveContract(scope, ref))
    expect(refusal).toMatchObject({
      kind: 'invalid',
      message: `contract_id: contract ${contract.id} is archived already`,
    })
    expect((await getContract(scope, ref)).archivedAt).toBe(SEPTEMBER)
  })

  test('comes with archiving its customer', async () => {
    const { scope, customer, ref } = await openContract()
    scope.setNow(SEPTEMBER)
    await archiveCustomer(scope, customer.id)
    expect((await getContract(scope, ref)).archivedAt).toBe(SEPTEMBER)
  })
})

describe('the list of a customer’s contracts', () => {
  async function openContracts() {
    const scope = openTestCatalog()
    const customer = await addCustomer(scope)
    const spans: [name: string, startingAt: number, endingBefore: number | null][] = [
      ['august', AUGUST, SEPTEMBER],
      ['july', JULY, AUGUST],
      ['open', AUGUST, null],
      ['archived', JULY, null],
    ]
    for (const [name, startingAt, endingBefore] of spans) {
      const { id } = await addContract(scope, customer.id, { name, startingAt, endingBefore })
      if (name === 'archived') await archiveContract(scope, { customerId: customer.id, contractId: id })
    }
    await addContract(scope, (await addCustomer(scope, 'Other')).id)
    return { scope, customerId: customer.id }
  }

  test.each<[story: string, filter: ContractFilter, listed: string[]]>([
    ['goes by start, then by creation', { includeArchived: false }, ['july', 'august', 'open']],
    ['holds archived ones on request', { includeArchived: true }, ['july', 'archived', 'august', 'open']],
    [
      'holds those that start at an instant or later',
      { includeArchived: false, startingAt: AUGUST },
      ['august', 'open'],
    ],
    ['holds none where all start before it', { includeArchived: true, startingAt: AUGUST + 1 }, []],
    [
      'holds those that run at an instant, starts taken in',
      { includeArchived: false, coveringDate: AUGUST },
      ['august', 'open'],
    ],
    ['leaves out those that end at it', { includeArchived: false, coveringDate: SEPTEMBER }, ['open']],
    ['holds those just before their end', { includeArchived: false, coveringDate: AUGUST - 1 }, ['july']],
    [
      'can hold archived ones that would run',
      { includeArchived: true, coveringDate: JULY },
      ['july', 'archived'],
    ],
    ['is empty before the first', { includeArchived: true, coveringDate: JULY - 1 }, []],
  ])('%s', async (_story, filter, listed) => {
    const { scope, customerId } = await openContracts()
    const contracts = await listContractsOf(scope, customerId, filter)
    expect(contracts.map(({ terms }) => terms.name)).toEqual(listed)
  })

  test('follows a changed end', async () => {
    const { scope, customer, ref } = await openContract()
    await updateContractEndDate(scope, ref, SEPTEMBER)
    const filter = { includeArchived: false, coveringDate: SEPTEMBER }
    expect(await listContractsOf(scope, customer.id, filter)).toEqual([])
  })

  test('is refused for an unknown customer', async () => {
    const refusal = await refusalOf(listContractsOf(openTestCatalog(), 'nothing', { includeArchived: false }))
    expect(refusal.kind).toBe('not_found')
    expect(refusal.message).toBe('customer_id: customer nothing was not found')
  })
})
