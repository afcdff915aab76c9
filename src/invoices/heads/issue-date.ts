import type { IssueDates } from '../../catalog/invoices/issue-dates.ts'
import { DAY_MS, type Instant } from '../../kernel/instant.ts'
import { rangeHolds, rangesOverlap, type TimeRange } from '../../kernel/window.ts'
import { isOpenTo } from '../balances/child-access.ts'
import type { InvoiceHead } from '../invoice.ts'
import { pendingDraws, type PendingCharges, type PendingDraw } from './pending-charges.ts'

/** What true-ups wait for beside the customer's own invoices. */
export interface Drawing {
  /** What children of its contracts bill, on its dates. */
  children: readonly InvoiceHead[]
  /** What subscriptions of any of these contracts charge. */
  pending: readonly PendingCharges[]
  /** Of all these invoices that are final. */
  finalIds: ReadonlySet<string>
}

/**
 * Puts invoices on the dates to which their issue was moved (OpenAPI, updateInvoiceIssueDate). What is agreed stays: what
 * they charge, and what they draw on, is that of the agreed date.
 * @param heads of one customer; a true-up waits for all that may draw on its commit, moved or not.
 */
export function onIssueDates(
  heads: readonly InvoiceHead[],
  dates: IssueDates,
  { children, pending, finalIds }: Drawing = { children: [], pending: [], finalIds: new Set() },
): InvoiceHead[] {
  const moved = heads.map((head) => {
    const issuedAt = dates.get(head.id)
    return issuedAt === undefined ? head : { ...head, issuedAt, dueAt: issuedAt }
  })
  if (!heads.some(({ trueup }) => trueup !== null)) return moved
  const all = [...moved, ...children]
  const draws = pendingDraws(pending, all)
  const drafts = all.filter(({ id }) => !finalIds.has(id))
  return moved.map((head) => {
    const drawing = drawingOn(head, all, draws)
    const finalFrom = Math.max(head.finalFrom, ...drawing.map(({ dueAt }) => dueAt))
    const waitsFor = drafts.filter((draft) => drawing.some((one) => one.head === draft))
    return { ...head, finalFrom, dueAt: Math.max(head.dueAt, finalFrom), waitsFor }
  })
}

/**
 * What may draw on a true-up's commit, and when that is final: usage invoices, final ones too, and what subscriptions charge,
 * also on invoices that are not there yet.
 */
function drawingOn(
  { trueup }: InvoiceHead,
  heads: readonly InvoiceHead[],
  draws: readonly PendingDraw[],
): Pick<PendingDraw, 'dueAt' | 'head'>[] {
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
  return [...usage.map((head) => ({ head, dueAt: head.dueAt })), ...charges]
}

/** The day, in UTC, on which an invoice is issued. */
export function issueDay(issuedAt: Instant): TimeRange {
  const from = Math.floor(issuedAt / DAY_MS) * DAY_MS
  return { from, to: from + DAY_MS }
}
