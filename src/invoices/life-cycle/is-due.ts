import type { Instant } from '../../kernel/instant.ts'
import type { InvoiceHead } from '../invoice.ts'

/**
 * Whether a draft is to be finalized: its date has come, or its period and the grace are over (semantics 30), and all that it
 * puts together is final.
 */
export function isDue({ dueAt, consolidation }: InvoiceHead, now: Instant): boolean {
  return dueAt <= now && (consolidation === null || consolidation.drafts.length === 0)
}
