import type { Instant } from '../../kernel/instant.ts'
import type { InvoiceHead } from '../invoice.ts'

/**
 * Whether a draft is to be finalized: its date has come, or its period and the grace are over (semantics 30), and all that it
 * puts together is final.
 */
export function isDue({ dueAt, consolidation }: InvoiceHead, now: Instant): boolean {
  return dueAt <= now && (consolidation === null || consolidation.drafts.length === 0)
}

/**
 * Which of some customers' drafts become final together: a true-up with what may draw on its commit, and not before, for that
 * may still change.
 * @param isWanted which of them are to.
 */
export function finalTogether(
  customerIds: readonly string[],
  isWanted: (head: InvoiceHead) => boolean,
): (head: InvoiceHead) => boolean {
  const ids = new Set(customerIds)
  return (head) => isWanted(head) && head.waitsFor.every((one) => ids.has(one.customer.id) && isWanted(one))
}
