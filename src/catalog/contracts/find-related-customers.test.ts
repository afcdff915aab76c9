import { expect, test } from 'vitest'
import { customerRevision, customerRevisions } from '../invoices/revision.ts'
import { newEdit } from '../testing/contract-terms.ts'
import { addCustomer, newContract } from '../testing/fixtures.ts'
import { addNode, childOf } from '../testing/hierarchies.ts'
import { openTestCatalog } from '../testing/memory-catalog.ts'
import { archiveContract } from './archive.ts'
import { createContract } from './create.ts'
import { editContract } from './edit.ts'
import { relatedCustomerIds } from './find-related-customers.ts'

/** Two hierarchies, of one parent with two children and of one with one, and a customer in neither. */
async function openFamilies() {
  const scope = openTestCatalog()
  const parent = await addNode(scope)
  const children = [await addNode(scope, parent), await addNode(scope, parent)] as const
  const other = await addNode(scope)
  const otherChild = await addNode(scope, other)
  const alone = await addCustomer(scope)
  const family = [parent, ...children].map(({ customerId }) => customerId).sort()
  const otherFamily = [other.customerId, otherChild.customerId].sort()
  return { scope, parent, children, other, otherChild, alone, family, otherFamily }
}

test('customers are related to those with whom they are in a hierarchy, and to themselves', async () => {
  const { scope, parent, children, other, alone, family, otherFamily } = await openFamilies()
  const asked = [children[1].customerId, alone.id, parent.customerId, other.customerId]
  expect(await relatedCustomerIds(scope.catalog, asked)).toEqual(
    new Map([
      [children[1].customerId, family],
      [alone.id, [alone.id]],
      [parent.customerId, family],
      [other.customerId, otherFamily],
    ]),
  )
  expect(await relatedCustomerIds(scope.catalog, [])).toEqual(new Map())
})

test('a child of one that is a parent elsewhere brings both families together, archived or not', async () => {
  const { scope, children, other, alone, family, otherFamily } = await openFamilies()
  const link = await createContract(scope, newContract(children[0].customerId, { hierarchy: childOf(other) }))
  await archiveContract(scope, { customerId: link.customerId, contractId: link.id })
  // And each of the two is the other's child.
  const plain = await createContract(scope, newContract(children[0].customerId))
  await createContract(scope, newContract(other.customerId, { hierarchy: childOf(plain) }))
  const all = [...family, ...otherFamily].sort()
  for (const id of all) {
    expect((await relatedCustomerIds(scope.catalog, [id])).get(id)).toEqual(all)
  }
  expect((await relatedCustomerIds(scope.catalog, [alone.id])).get(alone.id)).toEqual([alone.id])
})

test('a customer’s revision changes with those that it is related to, and with no others', async () => {
  const { scope, parent, children, other, otherChild, alone } = await openFamilies()
  const ids = [parent, ...children, other, otherChild].map(({ customerId }) => customerId)
  const before = await customerRevisions(scope.catalog, [...ids, alone.id])
  const [sibling] = children
  const ref = { customerId: sibling.customerId, contractId: sibling.id }
  await editContract(scope, ref, newEdit({ changes: { name: 'Berlin' } }))
  const after = await customerRevisions(scope.catalog, [...ids, alone.id])
  const changed = [...after].filter(([id, revision]) => before.get(id) !== revision).map(([id]) => id)
  expect(changed.sort()).toEqual([parent, ...children].map(({ customerId }) => customerId).sort())
  // A third child changes it too.
  await addNode(scope, parent)
  expect(await customerRevision(scope.catalog, sibling.customerId)).not.toBe(after.get(sibling.customerId))
})
