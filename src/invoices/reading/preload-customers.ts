import { activeBalances } from '../../catalog/balances/find-all.ts'
import { withChildren } from '../../catalog/balances/with-children.ts'
import { relatedCustomerIds } from '../../catalog/contracts/find-related-customers.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import { findConstituents } from '../../catalog/invoices/find-constituents.ts'
import { findInvoices } from '../../catalog/invoices/find.ts'
import { readBatch } from '../../catalog/invoices/read-batch.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { CustomerReads } from '../reads.ts'
import type { BillingScope } from '../scope.ts'

/**
 * Reads at once what the catalog says of many customers, and of all in hierarchies with them, to be handed out one by one: a
 * bounded number of queries, whatever their number. An empty list reads nothing.
 */
export async function preloadCustomers(
  { catalog }: BillingScope,
  customerIds: readonly string[],
): Promise<CustomerReads> {
  const groups = [...(await relatedCustomerIds(catalog, customerIds)).values()]
  const related = new Map(groups.flatMap((ids) => ids.map((id) => [id, ids] as const)))
  const batch = await readBatch(catalog, [...related.keys()])
  const contractsByStart = new Map(
    [...batch.contracts].map(([customerId, contracts]) => [
      customerId,
      contracts
        .filter(({ archivedAt }) => archivedAt === null)
        .sort((a, b) => a.terms.startingAt - b.terms.startingAt || a.seq - b.seq),
    ]),
  )
  return {
    async customer(id) {
      const customer = batch.customers.get(id)
      if (customer === undefined) throw notFound('customer', id)
      return customer
    },
    relatedCustomersOf: async (customerId) => related.get(customerId) ?? [customerId],
    contractsOf: async (customerId) => contractsByStart.get(customerId) ?? [],
    async balancesOf(customerId, at, { includeArchived }) {
      const stored = batch.balances.get(customerId) ?? []
      const contracts = batch.contracts.get(customerId) ?? []
      return includeArchived ? withChildren(stored, contracts, at) : activeBalances(stored, contracts, at)
    },
    contractEndsOf: async (customerId) => new Map((batch.contracts.get(customerId) ?? []).flatMap(endOf)),
    invoicesOf: (customerId) => findInvoices({ catalog }, customerId),
    constituentsOf: (consolidated) => findConstituents(catalog, consolidated),
    ledgerEntriesOf: async (customerId) => batch.ledgerEntries.get(customerId) ?? [],
    manualEntriesOf: async (customerId) => batch.manualEntries.get(customerId) ?? [],
    invoiceHeadsOf: async (customerId) => batch.invoiceHeads.get(customerId) ?? [],
    billedChargesOf: async (customerId) => batch.billedCharges.get(customerId) ?? [],
    billedSubscriptionsOf: async (customerId) => batch.billedSubscriptions.get(customerId) ?? [],
    issueDatesOf: async (customerId) => batch.issueDates.get(customerId) ?? new Map(),
    professionalServiceInvoicesOf: async ({ id }) => batch.professionalServiceInvoices.get(id) ?? [],
  }
}

function endOf({ id, terms: { endingBefore } }: Contract): [id: string, end: Instant][] {
  return endingBefore === null ? [] : [[id, endingBefore]]
}
