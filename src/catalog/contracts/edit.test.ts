import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { newCharge, newOverride } from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { openSigned } from '../testing/signed-contract.ts'
import { archiveContract } from './archive.ts'
import { getContractAsOf } from './get-as-of.ts'
import { getContract } from './get.ts'

const AUGUST = at('2024-08-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')
const OCTOBER = at('2024-10-01T00:00:00Z')
const NOVEMBER = at('2024-11-01T00:00:00Z')

describe('an edit', () => {
  test('makes several changes at once, in one version with what it changed', async () => {
    const { edit, override, setup } = await openSigned()
    const edited = await edit({
      uniquenessKey: 'edit-1',
      changes: { name: null, netPaymentTermsDays: 45, removedOverrideIds: [override.id] },
      added: {
        overrides: [newOverride({ multiplier: new Decimal('0.9') })],
        discounts: [newCharge(setup.id)],
      },
    })
    expect(edited.terms).toMatchObject({ name: null, netPaymentTermsDays: 45 })
    expect(edited.terms.overrides.map(({ change }) => change)).toEqual([
      { type: 'MULTIPLIER', multiplier: new Decimal('0.9') },
    ])
    expect(edited.versions).toHaveLength(2)
    expect(edited.versions[1]).toMatchObject({
      kind: 'EDIT',
      uniquenessKey: 'edit-1',
      change: {
        name: null,
        netPaymentTermsDays: 45,
        removedOverrideIds: [override.id],
        overrides: edited.terms.overrides,
        discounts: edited.terms.discounts,
      },
    })
  })

  test('that is refused for one change makes none, and its key stays free', async () => {
    const { scope, contract, ref, edit, setup } = await openSigned()
    const added = { scheduledCharges: [newCharge(setup.id), newCharge('nothing')] }
    const refusal = await refusalOf(edit({ uniquenessKey: 'edit-1', changes: { name: 'New' }, added }))
    expect(refusal).toMatchObject({
      kind: 'not_found',
      message: 'add_scheduled_charges.1.product_id: product nothing was not found',
    })
    expect(await getContract(scope, ref)).toEqual(contract)
    await edit({ uniquenessKey: 'edit-1', changes: { name: 'New' } })
  })

  test('that fails in the middle leaves the contract as it was', async () => {
    const { scope, contract, ref, edit } = await openSigned()
    scope.file.exec(
      `CREATE TRIGGER no_more_ends BEFORE UPDATE ON contracts
       BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`,
    )
    await expect(edit({ changes: { endingBefore: OCTOBER } })).rejects.toThrow('the disk is full')
    expect(await getContract(scope, ref)).toEqual(contract)
  })

  test('is made once by one uniqueness key', async () => {
    const { edit } = await openSigned()
    const first = await edit({ uniquenessKey: 'edit-1', changes: { name: 'First' } })
    const refusal = await refusalOf(edit({ uniquenessKey: 'edit-1', changes: { name: 'Second' } }))
    expect(refusal).toMatchObject({
      kind: 'conflict',
      message: 'uniqueness_key: this uniqueness key has already been used',
      details: { conflicting_id: first.versions[1]?.id },
    })
  })

  test('without a change is refused, and so is one of an archived contract', async () => {
    const { scope, ref, edit } = await openSigned()
    expect((await refusalOf(edit({ uniquenessKey: 'edit-1' }))).message).toBe(
      'body: changes nothing; an edit needs at least one change',
    )
    await archiveContract(scope, ref)
    expect((await refusalOf(edit({ changes: { name: 'New' } }))).message).toBe(
      `contract_id: contract ${ref.contractId} is archived`,
    )
  })
})

describe('a new end', () => {
  test('that is earlier ends the terms, and takes away what would come later', async () => {
    const { edit } = await openSigned()
    const { terms } = await edit({ changes: { endingBefore: OCTOBER } })
    expect(terms.endingBefore).toBe(OCTOBER)
    expect(terms.overrides[0]?.endingBefore).toBe(OCTOBER)
    expect(terms.scheduledCharges[0]?.items.map(({ timestamp }) => timestamp)).toEqual([SEPTEMBER])
    const reopened = await edit({ changes: { endingBefore: null } })
    expect(reopened.terms).toMatchObject({ endingBefore: null, overrides: [{ endingBefore: OCTOBER }] })
  })

  test('is what added terms are held against', async () => {
    const { edit } = await openSigned()
    const late = [newOverride({ startingAt: NOVEMBER })]
    expect((await refusalOf(edit({ added: { overrides: late } }))).message).toBe(
      "add_overrides.0.starting_at: must be before the contract's ending_before",
    )
    await edit({ changes: { endingBefore: null }, added: { overrides: late } })
  })

  test('cannot be at the start', async () => {
    const { edit } = await openSigned()
    expect((await refusalOf(edit({ changes: { endingBefore: AUGUST } }))).message).toBe(
      "update_contract_end_date: must be after the contract's starting_at",
    )
  })
})

test('a contract can be seen as it was between its edits, and not before it was made', async () => {
  const { scope, ref, edit } = await openSigned()
  scope.setNow(SEPTEMBER)
  await edit({ changes: { name: 'Edited' } })
  scope.setNow(OCTOBER)
  await archiveContract(scope, ref)
  const nameAt = async (instant: number) => {
    const { terms, versions, archivedAt } = await getContractAsOf(scope, ref, instant)
    return [terms.name, versions.length, archivedAt]
  }
  expect(await nameAt(SEPTEMBER - 1)).toEqual(['Pilot', 1, null])
  expect(await nameAt(SEPTEMBER)).toEqual(['Edited', 2, null])
  expect(await nameAt(OCTOBER)).toEqual(['Edited', 2, OCTOBER])
  const refusal = await refusalOf(getContractAsOf(scope, ref, at('2024-08-15T11:59:59Z')))
  expect(refusal.kind).toBe('not_found')
})
