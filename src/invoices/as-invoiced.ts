import { getContract } from '../catalog/contracts/get.ts'
import { getCustomer } from '../catalog/customers/get.ts'
import { findBilledSubscriptions } from '../catalog/invoices/find-billed-subscriptions.ts'
import type { StoredInvoice } from '../catalog/invoices/rows.ts'
import { untilLastKnown } from '../catalog/known-at.ts'
import { findProducts } from '../catalog/products/get.ts'
import { findRatesKnownAt } from '../catalog/rates/find-known-at.ts'
import type { TimeRange } from '../kernel/window.ts'
import { readBasis, readInvoice } from './document.ts'
import { usageHead } from './invoice-heads.ts'
import type { Invoice, InvoiceHead } from './invoice.ts'
import type { InvoiceScope } from './scope.ts'
import { withReads } from './with-reads.ts'

/** A finalized usage invoice, ready to be computed again by the terms that it was finalized with. */
export interface AsInvoiced {
  /** Reads the rates and products that were known then; usage and the customer's aliases are those of now. */
  scope: InvoiceScope
  head: InvoiceHead
  period: TimeRange
  invoice: Invoice
}

/**
 * Opens a finalized usage invoice to compare it with the events there are now: its period, what the contract said when it
 * was finalized, and the rates and products that were known. @throws Error where it is no usage invoice.
 */
export async function openAsInvoiced(scope: InvoiceScope, stored: StoredInvoice): Promise<AsInvoiced> {
  const { id, type, customerId, contractId, period, finalizedAt, issuedAt } = stored
  if (type !== 'USAGE' || period === null) throw new Error(`invoice ${id} bills no usage`)
  const invoice = readInvoice(stored)
  const contract = await getContract(scope, { customerId, contractId })
  const known = untilLastKnown(contract.versions, ({ createdAt }) => createdAt, finalizedAt).at(-1)
  const terms = known?.terms ?? contract.terms
  const customer = await getCustomer(scope, customerId)
  const counted = readBasis(stored)?.period.from ?? period.from
  const meteredFrom = counted === period.from ? null : counted
  const head = usageHead(customer, { ...contract, terms }, invoice.currency, period, [])
  const then = withReads(scope, {
    ratesOfCard: (cardId) => findRatesKnownAt(scope, cardId, finalizedAt),
    products: (ids) => findProducts(scope, ids, finalizedAt),
    // As if all had been voided, each charges again what it charged.
    billedSubscriptionsOf: async (one) =>
      (await findBilledSubscriptions(scope, [one], stored.seq)).map((line) => ({ ...line, isVoided: true })),
  })
  return {
    scope: then,
    head: { ...head, id, headId: stored.headId, issuedAt, meteredFrom, takesCharge: () => false },
    period,
    invoice,
  }
}
