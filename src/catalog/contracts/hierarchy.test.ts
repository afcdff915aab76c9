import { describe, expect, it, test } from 'vitest'
import { archiveCustomer } from '../customers/archive.ts'
import { newId } from '../../kernel/ids.ts'
import { newEdit } from '../testing/contract-terms.ts'
import { newContract } from '../testing/fixtures.ts'
import { addNode, childOf } from '../testing/hierarchies.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { amendContract } from './amend.ts'
import { archiveContract } from './archive.ts'
import { createContract } from './create.ts'
import { editContract } from './edit.ts'
import { findChildContracts } from './find-children.ts'
import { getContract } from './get.ts'
import type { NewHierarchy } from './make-hierarchy.ts'
import { NO_NEW_TERMS } from './new-terms.ts'
import { findContractReferences } from './references.ts'
import type { Contract } from './rows.ts'
import { updateContractEndDate } from './update-end-date.ts'

const AUGUST = at('2024-08-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')
const OCTOBER = at('2024-10-01T00:00:00Z')
const NOVEMBER = at('2024-11-01T00:00:00Z')

const refOf = ({ id, customerId }: Contract) => ({ contractId: id, customerId })

describe('a child', () => {
  it('keeps its parent whatever else of it changes', async () => {
    const scope = openTestCatalog()
    const parent = await addNode(scope)
    const hierarchy = childOf(parent, { payer: 'PARENT', usageStatementBehavior: 'CONSOLIDATE' })
    const child = await addNode(scope, parent, { hierarchy })
    const made = {
      parent: refOf(parent),
      payer: 'PARENT',
      usageStatementBehavior: 'CONSOLIDATE',
      invoiceConsolidationType: 'NONE',
    }
    expect(child.hierarchy).toEqual(made)
    await editContract(scope, refOf(child), newEdit({ changes: { name: 'Berlin' } }))
    const head = { totalContractValue: null, netsuiteSalesOrderId: null, salesforceOpportunityId: null }
    const amendment = { startingAt: SEPTEMBER, ...head, customFields: {}, added: NO_NEW_TERMS }
    await amendContract(scope, refOf(child), amendment)
    expect((await getContract(scope, refOf(child))).hierarchy).toEqual(made)
  })

  it('pays for itself and is shown by itself, unless it says otherwise', async () => {
    const scope = openTestCatalog()
    const parent = await addNode(scope)
    const child = await addNode(scope, parent)
    expect(child.hierarchy).toMatchObject({ payer: 'SELF', usageStatementBehavior: 'SEPARATE' })
    expect(parent.hierarchy).toBeNull()
  })

  it('does not pass its parent on to the contract that renews it', async () => {
    const scope = openTestCatalog()
    const child = await addNode(scope, await addNode(scope))
    const transition = { fromContractId: child.id, isTrueupRemoved: false }
    const renewal = await createContract(
      scope,
      newContract(child.customerId, { startingAt: SEPTEMBER, transition }),
    )
    expect(renewal.hierarchy).toBeNull()
  })
})

describe('a contract is refused', () => {
  const refused = async (hierarchy: NewHierarchy, scope = openTestCatalog()) => {
    const { kind, message } = await refusalOf(addNode(scope, null, { hierarchy }))
    return `${kind} ${message}`
  }
  const someone = { contractId: newId(), customerId: newId() }
  const place = 'hierarchy_configuration'

  it.each<[what: string, hierarchy: NewHierarchy, refusal: string]>([
    [
      'that says who pays without a parent',
      { ...childOf(someone, { payer: 'SELF' }), parent: null },
      `invalid ${place}.payer: is only for a child, which has a parent`,
    ],
    [
      'that says where its statements go without a parent',
      { ...childOf(someone, { usageStatementBehavior: 'SEPARATE' }), parent: null },
      `invalid ${place}.usage_statement_behavior: is only for a child, which has a parent`,
    ],
    [
      'that is a parent with a parent',
      childOf(someone, { invoiceConsolidationType: 'NONE' }),
      `invalid ${place}.parent_behavior: cannot be given together with parent; a child has no children`,
    ],
    [
      'that pays for itself on the parent’s statements',
      childOf(someone, { usageStatementBehavior: 'CONSOLIDATE' }),
      `invalid ${place}.usage_statement_behavior: CONSOLIDATE needs the payer PARENT`,
    ],
    [
      'whose parent does not exist',
      childOf(someone),
      `not_found ${place}.parent.contract_id: contract ${someone.contractId} was not found`,
    ],
  ])('%s', async (_what, hierarchy, refusal) => {
    expect(await refused(hierarchy)).toBe(refusal)
  })

  it('whose parent is another customer’s, archived or a child', async () => {
    const scope = openTestCatalog()
    const [parent, other, old] = [await addNode(scope), await addNode(scope), await addNode(scope)]
    const child = await addNode(scope, parent)
    await archiveContract(scope, refOf(old))
    const mixed = { contractId: parent.id, customerId: other.customerId }
    const field = `${place}.parent.contract_id: contract`
    expect(await refused(childOf(mixed), scope)).toBe(`not_found ${field} ${parent.id} was not found`)
    expect(await refused(childOf(old), scope)).toBe(`invalid ${field} ${old.id} is archived`)
    expect(await refused(childOf(child), scope)).toBe(
      `invalid ${field} ${child.id} is a child itself, and can have none`,
    )
  })

  it('whose parent is the same customer’s', async () => {
    const scope = openTestCatalog()
    const parent = await addNode(scope)
    const own = newContract(parent.customerId, { hierarchy: childOf(parent) })
    expect((await refusalOf(createContract(scope, own))).message).toBe(
      `${place}.parent.customer_id: must be another customer than the child's`,
    )
  })

  it('that never runs while its parent does', async () => {
    const scope = openTestCatalog()
    const parent = await addNode(scope, null, { startingAt: SEPTEMBER, endingBefore: OCTOBER })
    const child = (startingAt: number, endingBefore: number | null) =>
      addNode(scope, parent, { startingAt, endingBefore })
    const rule = `${place}.parent.contract_id: contract ${parent.id} and its child must overlap in time`
    expect((await refusalOf(child(AUGUST, SEPTEMBER))).message).toBe(rule)
    expect((await refusalOf(child(OCTOBER, null))).message).toBe(rule)
    await child(AUGUST, SEPTEMBER + 3_600_000)
    await child(OCTOBER - 3_600_000, null)
  })
})

describe('a hierarchy of ten', () => {
  /** The parent and nine children, the last of which ends with September. */
  async function openFull() {
    const scope = openTestCatalog()
    const parent = await addNode(scope)
    const first = await addNode(scope, parent)
    for (let made = 1; made < 8; made += 1) await addNode(scope, parent)
    const last = await addNode(scope, parent, { endingBefore: OCTOBER })
    return { scope, parent, first, last }
  }
  const rule = "more than 10 contracts of the hierarchy would run at once, the parent's among them"

  it('takes one more only from when another has ended', async () => {
    const { scope, parent } = await openFull()
    const next = (startingAt: number) => addNode(scope, parent, { startingAt })
    expect((await refusalOf(next(OCTOBER - 3_600_000))).message).toBe(
      `hierarchy_configuration.parent: ${rule}`,
    )
    await next(OCTOBER)
  })

  it('has no room for one that was to end, once another takes its place', async () => {
    const { scope, parent, last } = await openFull()
    await addNode(scope, parent, { startingAt: NOVEMBER })
    await updateContractEndDate(scope, refOf(last), NOVEMBER)
    expect((await refusalOf(updateContractEndDate(scope, refOf(last), null))).message).toBe(
      `ending_before: ${rule}`,
    )
    const edit = newEdit({ changes: { endingBefore: NOVEMBER + 3_600_000 } })
    expect((await refusalOf(editContract(scope, refOf(last), edit))).message).toBe(
      `update_contract_end_date: ${rule}`,
    )
  })

  it('does not count those that are archived, or ended before now', async () => {
    const { scope, parent, first } = await openFull()
    await archiveContract(scope, refOf(first))
    await addNode(scope, parent)
    scope.setNow(OCTOBER)
    // It starts in August and is counted from now on, when the one that ended with September has gone.
    await addNode(scope, parent)
    expect((await refusalOf(addNode(scope, parent))).message).toContain(rule)
  })
})

test('a parent is archived after its children', async () => {
  const scope = openTestCatalog()
  const parent = await addNode(scope)
  const [child, ended] = [await addNode(scope, parent), await addNode(scope, parent)]
  await updateContractEndDate(scope, refOf(ended), at('2024-08-15T00:00:00Z'))
  const rule = `contract ${parent.id} is the parent of contract ${child.id}, which has to end or be archived first`
  expect((await refusalOf(archiveContract(scope, refOf(parent)))).message).toBe(`contract_id: ${rule}`)
  expect((await refusalOf(archiveCustomer(scope, parent.customerId))).message).toBe(`id: ${rule}`)
  await archiveCustomer(scope, child.customerId)
  await archiveContract(scope, refOf(parent))
})

test('a parent shows the children that it has, or had', async () => {
  const scope = openTestCatalog()
  const parent = await addNode(scope)
  const alone = await addNode(scope)
  const first = await addNode(scope, parent)
  scope.setNow(SEPTEMBER)
  await archiveContract(scope, refOf(first))
  const second = await addNode(scope, parent)
  const childrenAt = async (asOf: number | null) => {
    const references = await findContractReferences(scope, [parent, alone], { at: SEPTEMBER, asOf })
    expect(references.childrenOf(alone)).toEqual([])
    return references.childrenOf(parent).map(({ contractId }) => contractId)
  }
  expect(await childrenAt(null)).toEqual([second.id])
  expect(await childrenAt(SEPTEMBER - 1)).toEqual([first.id])
  expect(await childrenAt(first.createdAt - 1)).toEqual([])
  const found = await findChildContracts(scope.catalog, [parent.id, alone.id])
  expect([...found.keys()]).toEqual([parent.id])
  expect(await findChildContracts(scope.catalog, [])).toEqual(new Map())
})
