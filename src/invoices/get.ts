import { notFound } from '../kernel/errors.ts'
import { computeDraft } from './compute-draft.ts'
import { draftHeads } from './draft-heads.ts'
import type { Invoice } from './invoice.ts'
import type { InvoiceScope } from './scope.ts'

/** Finds one of a customer's invoices and computes it. @throws Problem not_found */
export async function getInvoice(
  scope: InvoiceScope,
  customerId: string,
  invoiceId: string,
): Promise<Invoice> {
  const head = (await draftHeads(scope, customerId)).find((candidate) => candidate.id === invoiceId)
  if (head === undefined) throw notFound('invoice', invoiceId)
  return computeDraft(scope, head)
}
