import { invalid } from '../../kernel/errors.ts'
import type { Invoice } from '../invoice.ts'
import { readInvoice } from '../document/document.ts'
import { getInvoice } from '../reading/get.ts'
import { locateInvoice, type LocatedInvoice } from '../reading/locate.ts'
import type { InvoiceScope } from '../scope.ts'
import { computeNow } from './compute-now.ts'
import { matchLines, type LinePair } from './match-lines.ts'

/** Two invoices, line by line. */
export interface InvoiceDiff {
  invoice: Invoice
  other: Invoice
  lines: LinePair[]
}

/** What an invoice is compared with where it is no other invoice: itself, computed now. */
export const NOW = 'now'

/**
 * Compares an invoice with another one, or with what would be computed now for what it bills.
 * @param withId the other's id, or `NOW`. A draft is as it is now.
 * @throws Problem not_found; invalid where nothing would be computed now, or the two are in different currencies.
 */
export async function diffInvoices(
  scope: InvoiceScope,
  id: string,
  withId: string,
  customerId: string | undefined,
): Promise<InvoiceDiff> {
  const located = await locateInvoice(scope, id, customerId)
  const invoice = await readLocated(scope, id, located)
  const other =
    withId === NOW ? await nowOf(scope, located, invoice) : await readOther(scope, withId, located)
  if (invoice.currency.id !== other.currency.id) {
    throw invalid(
      `with: ${other.currency.name} is not the currency of invoice ${id}, ${invoice.currency.name}`,
    )
  }
  return { invoice, other, lines: matchLines(invoice.lines, other.lines) }
}

async function nowOf(scope: InvoiceScope, located: LocatedInvoice, invoice: Invoice): Promise<Invoice> {
  return located.status === 'draft' ? invoice : computeNow(scope, located.stored)
}

/** Most often it is of the same customer, whose drafts need no search. */
async function readOther(scope: InvoiceScope, id: string, near: LocatedInvoice): Promise<Invoice> {
  if (near.status === 'draft' && near.heads.some((head) => head.id === id)) {
    return getInvoice(scope, near.customerId, id)
  }
  return readLocated(scope, id, await locateInvoice(scope, id, undefined, 'with: invoice'))
}

/** A draft is found once more, as it may be final by now. */
async function readLocated(scope: InvoiceScope, id: string, located: LocatedInvoice): Promise<Invoice> {
  return located.status === 'stored' ? readInvoice(located.stored) : getInvoice(scope, located.customerId, id)
}
