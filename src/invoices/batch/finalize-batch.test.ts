import { expect, test, vi } from 'vitest'
import { findInvoices } from '../../catalog/invoices/find.ts'
import { createContract } from '../../catalog/contracts/create.ts'
import { newSubscription, openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { addCustomer, newContract } from '../../catalog/testing/fixtures.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { computeBatch, finalizeBatch } from './finalize-batch.ts'
import { openRunBook } from './open-batch.ts'
import { openHierarchyDesk } from '../testing/hierarchy.ts'
import { unmeteredScope } from '../testing/unmetered-scope.ts'

/** Customers that were each charged for seats on 1 August; nothing is metered, and the warehouse is not asked. */
async function openDesk(count: number) {
  const { scope: catalogScope, card, seats } = await openDealDesk()
  const scope = { ...unmeteredScope(catalogScope), ingest: { storedSequence: async () => 0 } }
  const subscriptions = [newSubscription(seats.id, { invoicePlacement: 'ON_SCHEDULED_INVOICE' })]
  const ids: string[] = []
  for (let number = 0; number < count; number += 1) {
    const { id } = await addCustomer(scope, `Customer ${number}`)
    await createContract(scope, newContract(id, { rateCardId: card.id, subscriptions }))
    ids.push(id)
  }
  const finalize = () => finalizeBatch(scope, openRunBook(), ids, scope.clock.now())
  const stored = async () => {
    const found = await Promise.all(ids.map((id) => findInvoices(scope, id)))
    return found.map((invoices) => invoices.length)
  }
  const refuse = (id: string) =>
    catalogScope.file.exec(`CREATE TRIGGER refuse BEFORE INSERT ON invoices WHEN NEW.customer_id = '${id}'
    BEGIN SELECT RAISE(ABORT, 'not this one'); END`)
  return { scope, file: catalogScope.file, catalog: scope.catalog, ids, finalize, stored, refuse }
}

test('a customer whose invoice cannot be stored does not stop the others, and is tried again', async () => {
  const { file, ids, finalize, stored, refuse } = await openDesk(3)
  const refused = ids[1] ?? ''
  refuse(refused)
  const first = await finalize()
  expect(first.failures).toMatchObject([{ customerId: refused, error: { message: 'not this one' } }])
  expect(first.invoices.map(({ customerId }) => customerId)).toEqual([ids[0], ids[2]])
  expect(await stored()).toEqual([1, 0, 1])
  file.exec('DROP TRIGGER refuse')
  expect(await finalize()).toMatchObject({ invoices: [{ customerId: refused }], failures: [] })
  expect(await stored()).toEqual([1, 1, 1])
})

test('customers are stored 250 at a time, and one that cannot be holds up only those that are stored with it', async () => {
  const { catalog, ids, finalize, stored, refuse } = await openDesk(251)
  const last = ids[250] ?? ''
  refuse(last)
  const transactions = vi.spyOn(catalog, 'transaction')
  const { invoices, failures } = await finalize()
  expect(failures).toMatchObject([{ customerId: last }])
  expect(invoices.map(({ customerId }) => customerId)).toEqual(ids.slice(0, 250))
  // The first 250, the last one, and that once more by itself.
  expect(transactions).toHaveBeenCalledTimes(3)
  expect(await stored()).toEqual([...ids.slice(0, 250).map(() => 1), 0])
})

test('more may be due of customers than is computed together: each has all of its own', async () => {
  const { scope, setNow, sign, onOwnInvoice: subscriptions } = await openHierarchyDesk()
  const ids: string[] = []
  while (ids.length < 210) ids.push((await sign(`Customer ${ids.length}`, { subscriptions })).customerId)
  setNow(at('2025-04-15T00:00:00Z'))
  const { failures } = await finalizeBatch(scope, openRunBook(), ids, scope.clock.now())
  expect(failures).toEqual([])
  const stored = await Promise.all(ids.map((id) => findInvoices(scope, id)))
  // The seats of nine months, each as it starts, and the usage of the eight that have ended: 3,570 of all.
  expect(stored.map((invoices) => invoices.length)).toEqual(ids.map(() => 17))
})

test('invoices that are only computed count once each, also of more customers than are stored together', async () => {
  const { scope, ids } = await openDesk(251)
  const { invoices } = await computeBatch(scope, openRunBook(), ids, scope.clock.now())
  expect(invoices.map(({ customerId }) => customerId)).toEqual(ids)
})

test('who is computed by itself has no more made final than what was due then', async () => {
  const { scope, file, setNow, sign, onOwnInvoice: subscriptions } = await openHierarchyDesk()
  const ids: string[] = []
  while (ids.length < 2) ids.push((await sign(`Customer ${ids.length}`, { subscriptions })).customerId)
  // Each is stored by itself then, for one of them alone cannot be.
  file.exec(`CREATE TRIGGER refuse BEFORE INSERT ON invoices WHEN NEW.customer_id = '${ids[1]}'
    BEGIN SELECT RAISE(ABORT, 'not this one'); END`)
  setNow(at('2024-10-15T00:00:00Z'))
  await finalizeBatch(scope, openRunBook(), ids, at('2024-08-15T00:00:00Z'))
  const stored = await findInvoices(scope, ids[0] ?? '')
  expect(stored.map(({ issuedAt }) => issuedAt)).toEqual([at('2024-08-01T00:00:00Z')])
})
