import { describe, expect, test } from 'vitest'
import { HOUR_MS } from '../../kernel/instant.ts'
import { newEdit } from '../testing/contract-terms.ts'
import { addContract, addCustomer } from '../testing/fixtures.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { archiveContract } from './archive.ts'
import { editContract } from './edit.ts'
import { getContract } from './get.ts'
import { findContractReferences } from './references.ts'
import { updateContractEndDate } from './update-end-date.ts'

const AUGUST = at('2024-08-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')
const OCTOBER = at('2024-10-01T00:00:00Z')

async function openRenewal(endingBefore: number | null = null) {
  const scope = openTestCatalog()
  const customer = await addCustomer(scope)
  const old = await addContract(scope, customer.id, { endingBefore })
  const ref = { customerId: customer.id, contractId: old.id }
  const renew = (startingAt = SEPTEMBER, isTrueupRemoved = false) =>
    addContract(scope, customer.id, { startingAt, transition: { fromContractId: old.id, isTrueupRemoved } })
  return { scope, customer, old, ref, renew }
}

test.each<[was: string, end: number | null, ends: number]>([
  ['open-ended', null, SEPTEMBER],
  ['to end later', OCTOBER, SEPTEMBER],
  ['to end then', SEPTEMBER, SEPTEMBER],
  ['to end before', SEPTEMBER - 1, SEPTEMBER - 1],
])('a contract that was %s ends by the start of the one that renews it', async (_was, end, ends) => {
  const { scope, ref, renew } = await openRenewal(end)
  const renewal = await renew(SEPTEMBER, true)
  expect(renewal).toMatchObject({ renewedFromId: ref.contractId, isTrueupRemoved: true })
  const { terms, versions } = await getContract(scope, ref)
  expect([terms.endingBefore, versions[0].terms.endingBefore]).toEqual([ends, end])
})

test('a contract cannot be made to end after the start of the one that renews it', async () => {
  const { scope, ref, renew } = await openRenewal()
  const renewal = await renew()
  const rule = `must not be after the start of contract ${renewal.id}, which renews this one`
  for (const end of [SEPTEMBER + HOUR_MS, null]) {
    expect((await refusalOf(updateContractEndDate(scope, ref, end))).message).toBe(`ending_before: ${rule}`)
    expect(
      (await refusalOf(editContract(scope, ref, newEdit({ changes: { endingBefore: end } })))).message,
    ).toBe(`update_contract_end_date: ${rule}`)
  }
  await updateContractEndDate(scope, ref, SEPTEMBER - HOUR_MS)
  await editContract(scope, ref, newEdit({ changes: { endingBefore: SEPTEMBER } }))
  expect((await getContract(scope, ref)).terms.endingBefore).toBe(SEPTEMBER)
})

test('both contracts show the transition, a third one does not', async () => {
  const { scope, customer, old, ref, renew } = await openRenewal()
  const renewal = await renew()
  const other = await addContract(scope, customer.id)
  const transition = { fromContractId: old.id, toContractId: renewal.id }
  const contracts = [await getContract(scope, ref), renewal, other]
  const references = await findContractReferences(scope, contracts, { at: AUGUST })
  expect(contracts.map((contract) => references.transitionsOf(contract))).toEqual([
    [transition],
    [transition],
    [],
  ])
})

test('a renewal is not seen before it was made', async () => {
  const { scope, old, ref, renew } = await openRenewal()
  scope.setNow(SEPTEMBER)
  await renew(OCTOBER)
  const seen = async (asOf: number) => {
    const references = await findContractReferences(scope, [old], { at: SEPTEMBER, asOf })
    return references.transitionsOf(await getContract(scope, ref)).length
  }
  expect([await seen(SEPTEMBER - 1), await seen(SEPTEMBER)]).toEqual([0, 1])
})

describe('a renewal is refused', () => {
  test('of an archived contract', async () => {
    const { scope, old, ref, renew } = await openRenewal()
    await archiveContract(scope, ref)
    expect(await refusalOf(renew())).toMatchObject({
      kind: 'invalid',
      message: `transition.from_contract_id: contract ${old.id} is archived`,
    })
  })

  test('of another customer’s contract', async () => {
    const { scope, old } = await openRenewal()
    const other = await addCustomer(scope, 'Other')
    const transition = { fromContractId: old.id, isTrueupRemoved: false }
    expect(await refusalOf(addContract(scope, other.id, { transition }))).toMatchObject({
      kind: 'not_found',
      message: `transition.from_contract_id: contract ${old.id} was not found`,
    })
  })

  test('that starts no later than what it renews', async () => {
    const { scope, old, ref, renew } = await openRenewal()
    expect((await refusalOf(renew(AUGUST))).message).toBe(
      `transition.from_contract_id: contract ${old.id} must start before the contract that renews it`,
    )
    expect((await getContract(scope, ref)).terms.endingBefore).toBeNull()
  })

  test('where there is one already, unless that is archived', async () => {
    const { scope, old, ref, renew } = await openRenewal()
    const first = await renew()
    expect((await refusalOf(renew())).message).toBe(
      `transition.from_contract_id: contract ${old.id} is renewed by contract ${first.id} already`,
    )
    await archiveContract(scope, { ...ref, contractId: first.id })
    expect((await renew()).renewedFromId).toBe(old.id)
  })
})
