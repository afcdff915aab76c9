import { expect, test } from 'vitest'
import { archiveOneBalance } from '../balances/archive-one.ts'
import { findBalances } from '../balances/find.ts'
import { newCommit, newInvoice } from '../testing/balances.ts'
import { newItem } from '../testing/contract-terms.ts'
import { addProduct } from '../testing/fixtures.ts'
import { addNode } from '../testing/hierarchies.ts'
import { openTestCatalog } from '../testing/memory-catalog.ts'
import { archiveContract } from './archive.ts'
import type { NewContract } from './create.ts'
import { findWaitingParents } from './find-waiting-parents.ts'

test('parents wait that consolidate, or have a commit that is trued up, as long as these are active', async () => {
  const scope = openTestCatalog()
  const { id: productId } = await addProduct(scope, { type: 'FIXED' })
  const postpaid = newCommit(productId, {
    type: 'POSTPAID',
    invoice: newInvoice([newItem('2024-09-01T00:00:00Z')]),
  })
  const withChildren = async (changes: Partial<NewContract>) => {
    const parent = await addNode(scope, null, changes)
    const children = [await addNode(scope, parent), await addNode(scope, parent)]
    return { parent, children }
  }
  const refOf = ({ id: contractId, customerId }: { id: string; customerId: string }) => ({
    customerId,
    contractId,
  })
  const none = { payer: null, usageStatementBehavior: null } as const
  const hierarchy = { parent: null, ...none, invoiceConsolidationType: 'CONCATENATE' } as const
  const { parent: consolidating } = await withChildren({ hierarchy })
  const { parent: sharing } = await withChildren({ commits: [postpaid] })
  await withChildren({ commits: [newCommit(productId)] })
  await addNode(scope, null, { commits: [postpaid], hierarchy })
  const { parent: once } = await withChildren({ commits: [postpaid] })
  const [commit] = await findBalances(scope, once.customerId)
  const { customerId } = once
  await archiveOneBalance(scope, { kind: 'commit', customerId, id: commit?.id ?? '' })
  const { parent: over, children } = await withChildren({ hierarchy })
  for (const one of [...children, over]) await archiveContract(scope, refOf(one))
  const waiting = [consolidating.customerId, sharing.customerId].sort()
  expect(await findWaitingParents(scope.catalog)).toEqual(waiting)
  expect(await findWaitingParents(scope.catalog, [sharing.customerId, over.customerId])).toEqual([
    sharing.customerId,
  ])
  expect(await findWaitingParents(scope.catalog, [])).toEqual([])
})
