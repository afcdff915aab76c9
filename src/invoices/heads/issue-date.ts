import type { IssueDates } from '../../catalog/invoices/issue-dates.ts'
import { DAY_MS, type Instant } from '../../kernel/instant.ts'
import { rangesOverlap, type TimeRange } from '../../kernel/window.ts'
import { isOpenTo } from '../balances/child-access.ts'
import type { InvoiceHead } from '../invoice.ts'

/**
 * Puts invoices on the dates to which their issue was moved (OpenAPI, updateInvoiceIssueDate). What is agreed stays: what
 * they charge, and what they draw on, is that of the agreed date.
 * @param heads of one customer; a true-up waits for usage that was moved, as it does for all that may draw on its commit.
 * @param childUsage usage of the children of its contracts, on its dates.
 */
export function onIssueDates(
  heads: readonly InvoiceHead[],
  dates: IssueDates,
  childUsage: readonly InvoiceHead[] = [],
): InvoiceHead[] {
  if (dates.size === 0 && childUsage.length === 0) return [...heads]
  const moved = heads.map((head) => {
    const issuedAt = dates.get(head.id)
    return issuedAt === undefined ? head : { ...head, issuedAt, dueAt: Math.max(issuedAt, head.finalFrom) }
  })
  return moved.map((head) => {
    if (head.trueup === null) return head
    return { ...head, dueAt: Math.max(head.dueAt, ...drawingDueAt(head, [...moved, ...childUsage])) }
  })
}

/** When usage is final that may draw on a true-up's commit, as far as it is a draft or was one. */
function drawingDueAt({ trueup }: InvoiceHead, heads: readonly InvoiceHead[]): number[] {
  if (trueup === null) return []
  const { segments } = trueup.terms.access
  const mayDraw = ({ contract, period }: InvoiceHead) =>
    period !== null &&
    isOpenTo(trueup, contract) &&
    segments.some((one) => rangesOverlap({ from: one.startingAt, to: one.endingBefore }, period))
  return heads.filter(mayDraw).map(({ dueAt }) => dueAt)
}

/** The day, in UTC, on which an invoice is issued. */
export function issueDay(issuedAt: Instant): TimeRange {
  const from = Math.floor(issuedAt / DAY_MS) * DAY_MS
  return { from, to: from + DAY_MS }
}
