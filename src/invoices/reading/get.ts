import { findInvoice } from '../../catalog/invoices/find.ts'
import { notFound } from '../../kernel/errors.ts'
import { computeDrafts } from '../drafts/compute-drafts.ts'
import { readInvoice } from '../document/document.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import type { Invoice } from '../invoice.ts'
import { readUnchanged } from './read-unchanged.ts'
import type { InvoiceScope } from '../scope.ts'

/** Finds one of a customer's invoices: as it was finalized, or as a draft that is computed. @throws Problem not_found */
export function getInvoice(scope: InvoiceScope, customerId: string, invoiceId: string): Promise<Invoice> {
  return readUnchanged(scope, customerId, (one) => getOnce(one, customerId, invoiceId))
}

async function getOnce(scope: InvoiceScope, customerId: string, invoiceId: string): Promise<Invoice> {
  const heads = await draftHeads(scope, customerId)
  const stored = await findInvoice(scope, invoiceId)
  if (stored !== undefined && stored.customerId === customerId) return readInvoice(stored)
  const { drafts } = await computeDrafts(scope, [customerId], heads, ({ id }) => id === invoiceId)
  const [draft] = drafts
  if (draft === undefined) throw notFound('invoice', invoiceId)
  return draft.invoice
}
