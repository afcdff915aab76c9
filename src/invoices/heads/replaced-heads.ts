import type { InvoicedHead } from '../../catalog/invoices/find-heads.ts'
import { rangesOverlap } from '../../kernel/window.ts'

/**
 * What the voided usage invoices of a customer bill whose time others bill since (docs/decisions/0016): they are not made
 * anew any more, and nothing waits for them.
 */
export function replacedHeadIds(heads: readonly InvoicedHead[]): ReadonlySet<string> {
  if (!heads.some(({ isVoided, period }) => isVoided && period !== null)) return NONE
  const live = heads.filter(({ isVoided }) => !isVoided)
  const isReplaced = ({ headId, contractId, period, isVoided }: InvoicedHead) =>
    isVoided &&
    period !== null &&
    live.some(
      (other) =>
        other.headId !== headId &&
        other.contractId === contractId &&
        other.period !== null &&
        rangesOverlap(other.period, period),
    )
  return new Set(heads.filter(isReplaced).map(({ headId }) => headId))
}

const NONE: ReadonlySet<string> = new Set()
