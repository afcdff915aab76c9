import { insertIssueDate } from '../../catalog/invoices/issue-dates.ts'
import { invalid } from '../../kernel/errors.ts'
import { formatInstant, type Instant } from '../../kernel/instant.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import type { InvoiceHead } from '../invoice.ts'
import { locateInvoice } from '../reading/locate.ts'
import type { InvoiceScope } from '../scope.ts'

/**
 * Moves the issue of one draft (OpenAPI, updateInvoiceIssueDate); it is finalized then, and no other invoice is moved, but
 * for the consolidated one that goes with it.
 * @throws Problem not_found where there is no such invoice; invalid where it is no draft, or a consolidated one, where the
 * date is after the end of its contract, or where usage that it bills would not be over.
 */
export async function updateIssueDate(
  scope: InvoiceScope,
  invoiceId: string,
  issuedAt: Instant,
): Promise<void> {
  const located = await locateInvoice(scope, invoiceId, undefined, 'invoice_id: invoice')
  if (located.status === 'stored') throw noDraft(invoiceId)
  const { customerId } = located
  const createdAt = scope.clock.now()
  await scope.catalog.transaction().execute(async (transaction) => {
    const heads = await draftHeads({ catalog: transaction, clock: scope.clock }, customerId)
    const head = heads.find(({ id }) => id === invoiceId)
    // It was finalized since it was found.
    if (head === undefined) throw noDraft(invoiceId)
    validateDate(head, issuedAt)
    await insertIssueDate(transaction, { headId: invoiceId, customerId, issuedAt }, createdAt)
  })
}

function validateDate({ contract, period, consolidation }: InvoiceHead, issuedAt: Instant): void {
  if (consolidation !== null) {
    throw invalid(
      "invoice_id: a consolidated invoice is issued with its contract's usage invoice; move that one",
    )
  }
  const { endingBefore } = contract.terms
  if (endingBefore !== null && issuedAt > endingBefore) {
    throw invalid(`issue_date: must not be after the contract's end, ${formatInstant(endingBefore)}`)
  }
  if (period !== null && issuedAt < period.to) {
    throw invalid(`issue_date: must not be before the end of the billing period, ${formatInstant(period.to)}`)
  }
}

function noDraft(invoiceId: string) {
  return invalid(`invoice_id: invoice ${invoiceId} is final; only a draft's issue date can be changed`)
}
