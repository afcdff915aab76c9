import { getContract } from '../../catalog/contracts/get.ts'
import { listContractsOf } from '../../catalog/contracts/list.ts'
import { getCustomer } from '../../catalog/customers/get.ts'
import { findBilledSubscriptions } from '../../catalog/invoices/find-billed-subscriptions.ts'
import { findInvoiceHeads } from '../../catalog/invoices/find-heads.ts'
import type { StoredInvoice } from '../../catalog/invoices/rows.ts'
import { findProducts } from '../../catalog/products/get.ts'
import { findRatesOfCard } from '../../catalog/rates/find-of-card.ts'
import {
  asKnown,
  placeOfVersion,
  untilLastKnown,
  type Known,
  type TermsCutoff,
} from '../../catalog/terms-known.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { readBasis, readInvoice } from '../document/document.ts'
import { usageHead } from '../heads/invoice-heads.ts'
import type { Invoice, InvoiceHead } from '../invoice.ts'
import type { InvoiceScope } from '../scope.ts'
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
  const { id, type, customerId, contractId, period, issuedAt } = stored
  if (type !== 'USAGE' || period === null) throw new Error(`invoice ${id} bills no usage`)
  const invoice = readInvoice(stored)
  const contract = await getContract(scope, { customerId, contractId })
  const versions = knownTo(stored, 'contractVersions')
  const { terms } = asKnown(contract, versions)
  const customer = await getCustomer(scope, customerId)
  const counted = readBasis(stored)?.period.from ?? period.from
  const meteredFrom = counted === period.from ? null : counted
  const head = usageHead(customer, { ...contract, terms }, invoice.currency, period, [])
  const then = withReads(scope, {
    ratesOfCard: (cardId) => findRatesOfCard(scope, cardId, knownTo(stored, 'rates')),
    products: (ids) => findProducts(scope, ids, knownTo(stored, 'productVersions')),
    contractsOf: async (one) => {
      const made = (await listContractsOf(scope, one, { includeArchived: true }))
        .filter(({ archivedAt }) => archivedAt === null || !wasArchivedBefore(stored, archivedAt))
        .toSorted((a, b) => a.seq - b.seq)
      const known = untilLastKnown(made, (other) => placeOfVersion(other.versions[0]), versions)
      return known.map((other) => asKnown(other, versions))
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

/**
 * Whether something was archived before an invoice was computed. At one instant of a clock that stands, nothing tells; an
 * invoice is mostly final before anything is archived, and made anew after it.
 */
function wasArchivedBefore({ finalizedAt, regeneratedFromId }: StoredInvoice, archivedAt: Instant): boolean {
  return regeneratedFromId === null ? archivedAt < finalizedAt : archivedAt <= finalizedAt
}

/** How much of a kind of terms was known as an invoice was computed. */
export function knownTo({ termsCutoff, finalizedAt }: StoredInvoice, kind: keyof TermsCutoff): Known {
  return { until: termsCutoff?.[kind] ?? null, at: finalizedAt }
}
