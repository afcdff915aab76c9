import type { Instant } from '../kernel/instant.ts'
import type { InvoiceHead } from './invoice.ts'

/** Whether a draft is to be finalized: its date has come, or its period and the grace are over (semantics 30). */
export function isDue({ dueAt }: Pick<InvoiceHead, 'dueAt'>, now: Instant): boolean {
  return dueAt <= now
}
