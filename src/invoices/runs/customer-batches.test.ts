import { expect, it } from 'vitest'
import { createCustomer } from '../../catalog/customers/create.ts'
import { createContract } from '../../catalog/contracts/create.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import { newContract } from '../../catalog/testing/fixtures.ts'
import { addNode, childOf } from '../../catalog/testing/hierarchies.ts'
import { newInvoice, newSegment } from '../../catalog/testing/balances.ts'
import { newItem } from '../../catalog/testing/contract-terms.ts'
import { at, openTestCatalog } from '../../catalog/testing/memory-catalog.ts'
import { Decimal } from '../../kernel/decimal.ts'
import type { RunReport } from '../batch/run-report.ts'
import { generatorOf } from '../testing/consolidating-desk.ts'
import { openHierarchyDesk } from '../testing/hierarchy.ts'
import { unmeteredScope } from '../testing/unmetered-scope.ts'
import { batchesOf, customerBatches } from './customer-batches.ts'
import { generateInvoices } from './generate.ts'

/** Signs for as many customers in no hierarchy, without aliases; their ids, in order. */
async function signOthers(scope: Parameters<typeof addNode>[0], count: number): Promise<string[]> {
  const ids: string[] = []
  for (let place = 0; place < count; place += 1) ids.push((await addNode(scope)).customerId)
  return ids
}

it('a hierarchy is in the batch of its first customer, and the others are in order of their aliases, then of their ids', async () => {
  const scope = openTestCatalog()
  const sign = async (alias: string | null, parent?: Contract) => {
    const ingestAliases = alias === null ? [] : [alias]
    const { id } = await createCustomer(scope, { name: 'Acme', ingestAliases, customFields: {} })
    return createContract(scope, newContract(id, parent && { hierarchy: childOf(parent) }))
  }
  const parent = await sign(null)
  const child = await sign('b', parent)
  const [c, a] = [await sign('c'), await sign('a')]
  const others = await signOthers(scope, 997)
  const last = await sign(null, parent)
  const family = [parent, child, last].map(({ customerId }) => customerId).sort()
  const expected = [[a.customerId, ...family, c.customerId, ...others.slice(0, 995)], others.slice(995)]
  expect(await Array.fromAsync(customerBatches(scope))).toEqual(expected)
  // Of those that are named, in the order in which they are, each once.
  const named = [...others, child.customerId, c.customerId, a.customerId, parent.customerId, others[0] ?? '']
  expect(await Array.fromAsync(batchesOf(scope, named))).toEqual([
    [...others, ...[parent, child].map(({ customerId }) => customerId).sort(), c.customerId],
    [a.customerId],
  ])
  expect(await Array.fromAsync(batchesOf(scope, []))).toEqual([])
})

it('a hierarchy that is larger than a batch is divided, in order', async () => {
  const scope = openTestCatalog()
  const parent = await addNode(scope)
  const ids = [parent.customerId, ...(await signOthers(scope, 1000))]
  scope.file
    .exec(`UPDATE contracts SET parent_contract_id = '${parent.id}', parent_customer_id = '${parent.customerId}'
    WHERE id <> '${parent.id}'`)
  const expected = [ids.slice(0, 1000), ids.slice(1000)]
  expect(await Array.fromAsync(customerBatches(scope))).toEqual(expected)
  expect(await Array.fromAsync(batchesOf(scope, ids))).toEqual(expected)
})

it('a dry run of more customers than a batch has says what a true-up comes to that waits for a child', async () => {
  const { scope, setNow, sign, sharedCommit, onUsageInvoice: subscriptions } = await openHierarchyDesk()
  // Acme owes 300 for August, of which Berlin's seats draw 200 as it ends.
  const august = newSegment('2024-08-01T00:00:00Z', '2024-09-01T00:00:00Z', 300)
  const invoice = newInvoice([newItem('2024-09-01T00:00:00Z', { amount: new Decimal(300) })])
  const access = { creditTypeId: null, segments: [august] }
  const commits = [sharedCommit({ type: 'POSTPAID', access, invoice })]
  const parent = await sign('Acme', { rateCardId: null, commits })
  await signOthers(scope, 1000)
  await sign('Berlin', { subscriptions }, parent)
  setNow(at('2024-09-02T00:00:00Z'))
  const generate = generatorOf(scope)
  const foretold = await generate({ isDryRun: true })
  expect(foretold).toMatchObject({ invoices: 2, failures: [] })
  expect([...foretold.totals.values()].map(({ total }) => total.toNumber())).toEqual([200 + 100])
  expect(await generate({})).toEqual({ ...foretold, isDryRun: false })
})

it('a run tells how many customers there are as it begins, and after each batch how many are done', async () => {
  const scope = openTestCatalog()
  const ids = await signOthers(scope, 1001)
  const told: unknown[] = []
  const finalizer = { runAlone: (work: () => Promise<RunReport>) => work() }
  await generateInvoices({ ...unmeteredScope(scope), finalizer }, { isDryRun: true }, (progress) =>
    told.push(progress),
  )
  const total = ids.length
  expect(told).toEqual([0, 1000, 1001].map((done) => ({ done, total })))
})
