import { getContract } from '../catalog/contracts/get.ts'
import type { Contract } from '../catalog/contracts/rows.ts'
import { getCustomer } from '../catalog/customers/get.ts'
import { findBilledSubscriptions } from '../catalog/invoices/find-billed-subscriptions.ts'
import { findInvoiceHeads } from '../catalog/invoices/find-heads.ts'
import type { StoredInvoice } from '../catalog/invoices/rows.ts'
import { untilLastKnown } from '../catalog/known-at.ts'
import { findProducts } from '../catalog/products/get.ts'
import { findRatesKnownAt } from '../catalog/rates/find-known-at.ts'
import type { Instant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'
import { readBasis, readInvoice } from './document.ts'
import { usageHead } from './invoice-heads.ts'
import type { Invoice, InvoiceHead } from './invoice.ts'
import { readsOf } from './reads.ts'
import type { InvoiceScope } from './scope.ts'
import { withReads } from './with-reads.ts'

/** A finalized usage invoice, ready to be computed again by the terms that it was finalized with. */
export interface AsInvoiced {
  /** Reads the rates, products and contracts that were known then; usage and the customer's aliases are those of now. */
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
  const { terms } = knownAt(contract, finalizedAt)
  const customer = await getCustomer(scope, customerId)
  const counted = readBasis(stored)?.period.from ?? period.from
  const meteredFrom = counted === period.from ? null : counted
  const head = usageHead(customer, { ...contract, terms }, invoice.currency, period, [])
  const then = withReads(scope, {
    ratesOfCard: (cardId) => findRatesKnownAt(scope, cardId, finalizedAt),
    products: (ids) => findProducts(scope, ids, finalizedAt),
    contractsOf: async (one) => {
      const made = (await readsOf(scope).contractsOf(one)).toSorted((a, b) => a.seq - b.seq)
      const known = untilLastKnown(made, ({ createdAt }) => createdAt, finalizedAt)
      return known.map((other) => knownAt(other, finalizedAt))
    },
    invoiceHeadsOf: (one) => findInvoiceHeads(scope, [one], stored.seq),
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

/** A contract by the terms that it had at an instant. */
function knownAt(contract: Contract, at: Instant): Contract {
  const last = untilLastKnown(contract.versions, ({ createdAt }) => createdAt, at).at(-1)
  return { ...contract, terms: last?.terms ?? contract.terms }
}
