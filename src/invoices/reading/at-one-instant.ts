import { findConstituents } from '../../catalog/invoices/find-constituents.ts'
import { findInvoices } from '../../catalog/invoices/find.ts'
import { lastSeq } from '../../catalog/last-seq.ts'
import { preloadCustomers } from './preload-customers.ts'
import type { InvoiceScope } from '../scope.ts'
import { withReads } from './with-reads.ts'

/**
 * The scope in which a customer, and all that are in hierarchies with it, are as they were at one instant, whatever is
 * written of them from then on. All that the catalog says of them is read at once, while nobody else reads of it.
 */
export async function atOneInstant(scope: InvoiceScope, customerId: string): Promise<InvoiceScope> {
  const { catalog } = scope
  const { customers, last } = await catalog
    .transaction()
    .setAccessMode('read only')
    .execute(async (transaction) => {
      const within = { ...scope, catalog: transaction }
      return {
        last: await lastSeq(transaction, 'invoices'),
        customers: await preloadCustomers(within, [customerId]),
      }
    })
  return withReads(scope, {
    ...customers,
    invoicesOf: (id) => findInvoices({ catalog }, id, last),
    constituentsOf: (consolidated) => findConstituents(catalog, consolidated, last),
  })
}
