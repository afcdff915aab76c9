import type { InvoicedHead } from '../../catalog/invoices/find-heads.ts'
import { rangesOverlap } from '../../kernel/window.ts'

/**
 * Finds the voided usage invoices of a customer whose time other invoices bill by now (docs/decisions/0016): they cannot be made
 * anew any more, and nothing waits for them.
 * @returns the ids of their heads.
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
