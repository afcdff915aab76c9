import type { IssueDates } from '../catalog/invoices/issue-dates.ts'
import type { InvoiceHead } from './invoice.ts'

/**
 * Puts invoices on the dates to which their issue was moved (OpenAPI, updateInvoiceIssueDate). What is agreed stays: what
 * they charge, and what they draw on, is that of the agreed date.
 * @param heads of one customer; a true-up waits for usage that was moved, as it does for all that may draw on its commit.
 */
export function onIssueDates(heads: readonly InvoiceHead[], dates: IssueDates): InvoiceHead[] {
  if (dates.size === 0) return [...heads]
  const moved = heads.map((head) => {
    const issuedAt = dates.get(head.id)
    return issuedAt === undefined ? head : { ...head, issuedAt, dueAt: Math.max(issuedAt, head.finalFrom) }
  })
  return moved.map((head) =>
    head.trueup === null ? head : { ...head, dueAt: Math.max(head.dueAt, ...drawingDueAt(head, moved)) },
  )
}

/** When usage is final that may draw on a true-up's commit, as far as it is a draft or was one. */
function drawingDueAt({ trueup }: InvoiceHead, heads: readonly InvoiceHead[]): number[] {
  if (trueup === null) return []
  const { contractId, terms } = trueup
  const ids = contractId === null ? terms.applicableContractIds : [contractId]
  const mayDraw = ({ contract, period }: InvoiceHead) =>
    period !== null &&
    (ids === null || ids.includes(contract.id)) &&
    terms.access.segments.some((one) => one.startingAt < period.to && period.from < one.endingBefore)
  return heads.filter(mayDraw).map(({ dueAt }) => dueAt)
}
