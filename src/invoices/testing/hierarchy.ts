import type { NewContract } from '../../catalog/contracts/create.ts'
import type { NewHierarchy } from '../../catalog/contracts/make-hierarchy.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import { createContract } from '../../catalog/contracts/create.ts'
import { newCommit } from '../../catalog/testing/balances.ts'
import { newSubscription } from '../../catalog/testing/contract-terms.ts'
import {
  addCustomer,
  addProduct,
  addRateCard,
  flatPrice,
  newContract,
  newRate,
} from '../../catalog/testing/fixtures.ts'
import { childOf } from '../../catalog/testing/hierarchies.ts'
import { openTestCatalog } from '../../catalog/testing/memory-catalog.ts'
import { addRates } from '../../catalog/rates/add-many.ts'
import type { NewBalance } from '../../catalog/balances/new-balance.ts'
import { findInvoices } from '../../catalog/invoices/find.ts'
import type { Instant } from '../../kernel/instant.ts'
import { readInvoice } from '../document/document.ts'
import { unmeteredScope } from './unmetered-scope.ts'

/**
 * A card of seats at 20 a month each, and contracts of them, each of a new customer. Nothing is metered, and the warehouse is
 * not asked.
 */
export async function openHierarchyDesk() {
  const catalogScope = openTestCatalog()
  const scope = { ...unmeteredScope(catalogScope), ingest: { storedSequence: async () => 0 } }
  const seats = await addProduct(scope, { type: 'SUBSCRIPTION', name: 'Seats' })
  const setup = await addProduct(scope, { type: 'FIXED', name: 'Setup' })
  const card = await addRateCard(scope)
  await addRates(scope, card.id, [newRate(seats.id, { billingFrequency: 'MONTHLY', price: flatPrice(20) })])

  /** Ten seats, which cost 200 on the usage invoice of each month, as it ends. */
  const onUsageInvoice = [newSubscription(seats.id, { collectionSchedule: 'ARREARS' })]
  /** Ten seats, which cost 200 on an invoice of their own, as each month starts. */
  const onOwnInvoice = [newSubscription(seats.id, { invoicePlacement: 'ON_SCHEDULED_INVOICE' })]

  /** A contract of a new customer, a child where the parent is given. */
  async function sign(
    name: string,
    changes: Partial<NewContract> = {},
    parent: Contract | null = null,
    words: Partial<NewHierarchy> = {},
  ): Promise<Contract> {
    const { id } = await addCustomer(scope, name)
    const hierarchy = parent === null ? {} : { hierarchy: childOf(parent, words) }
    return createContract(scope, newContract(id, { rateCardId: card.id, ...hierarchy, ...changes }))
  }

  /** A free commit of 300, shared with all children. */
  const sharedCommit = (changes: Partial<NewBalance> = {}) =>
    newCommit(setup.id, { invoice: null, childAccess: { type: 'ALL' }, ...changes })

  /** The totals of a customer's final invoices, in the order in which they were finalized. */
  const totals = async ({ customerId }: Pick<Contract, 'customerId'>) =>
    (await findInvoices(scope, customerId))
      .filter(({ voidedAt }) => voidedAt === null)
      .map((stored) => readInvoice(stored).total.toNumber())

  const { file } = catalogScope
  const setNow = (now: Instant) => catalogScope.setNow(now)
  return { scope, file, setNow, setup, card, sign, sharedCommit, onUsageInvoice, onOwnInvoice, totals }
}
