import type { IssueDates } from '../../catalog/invoices/issue-dates.ts'
import { DAY_MS, type Instant } from '../../kernel/instant.ts'
import { rangeHolds, rangesOverlap, type TimeRange } from '../../kernel/window.ts'
import { isOpenTo } from '../balances/child-access.ts'
import type { InvoiceHead } from '../invoice.ts'
import { pendingDraws, type PendingCharges, type PendingDraw } from './pending-charges.ts'

/**
 * Puts invoices on the dates to which their issue was moved (OpenAPI, updateInvoiceIssueDate). What is agreed stays: what
 * they charge, and what they draw on, is that of the agreed date.
 * @param heads of one customer; a true-up waits for all that may draw on its commit, moved or not.
 * @param children what children of its contracts bill, on its dates.
 * @param pending what subscriptions of any of these contracts charge.
 */
export function onIssueDates(
  heads: readonly InvoiceHead[],
  dates: IssueDates,
  children: readonly InvoiceHead[] = [],
  pending: readonly PendingCharges[] = [],
): InvoiceHead[] {
  const moved = heads.map((head) => {
    const issuedAt = dates.get(head.id)
    return issuedAt === undefined ? head : { ...head, issuedAt, dueAt: Math.max(issuedAt, head.finalFrom) }
  })
  if (!heads.some(({ trueup }) => trueup !== null)) return moved
  const all = [...moved, ...children]
  const draws = pendingDraws(pending, all)
  return moved.map((head) => {
    const finalFrom = Math.max(head.finalFrom, ...drawingDueAt(head, all, draws))
    return { ...head, finalFrom, dueAt: Math.max(head.dueAt, finalFrom) }
  })
}

/** When what may draw on a true-up's commit is final, as far as it is a draft, was one, or will be. */
function drawingDueAt(
  { trueup }: InvoiceHead,
  heads: readonly InvoiceHead[],
  draws: readonly PendingDraw[],
): number[] {
  if (trueup === null) return []
  const accesses = trueup.terms.access.segments.map((one) => ({ from: one.startingAt, to: one.endingBefore }))
  const usage = heads.filter(
    ({ contract, period }) =>
      period !== null &&
      isOpenTo(trueup, contract) &&
      accesses.some((access) => rangesOverlap(access, period)),
  )
  const charges = draws.filter(
    ({ contract, at }) => isOpenTo(trueup, contract) && accesses.some((access) => rangeHolds(access, at)),
  )
  return [...usage, ...charges].map(({ dueAt }) => dueAt)
}

/** The day, in UTC, on which an invoice is issued. */
export function issueDay(issuedAt: Instant): TimeRange {
  const from = Math.floor(issuedAt / DAY_MS) * DAY_MS
  return { from, to: from + DAY_MS }
}
