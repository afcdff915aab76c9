import type { ContractTerms } from '../catalog/contracts/terms.ts'
import { DAY_MS, type Instant } from '../kernel/instant.ts'
import { isInForce } from '../kernel/term.ts'
import type { TimeRange } from '../kernel/window.ts'
import { billingPeriod, clipRange } from '../rating/billing-period.ts'

/** How long after its period's end a usage invoice stays a draft (semantics 30). */
export const GRACE_MS = DAY_MS

type ContractTime = Pick<ContractTerms, 'startingAt' | 'endingBefore' | 'usageStatementSchedule'>

/**
 * The periods of a contract whose usage invoice is a draft at an instant, in order: the current one, and those that
 * ended within the grace before. Each is clipped to the contract; none before it starts, nor before invoices are to
 * be made.
 */
export function draftPeriods(terms: ContractTime, now: Instant): TimeRange[] {
  const { invoiceGenerationStartingAt } = terms.usageStatementSchedule
  const periods: TimeRange[] = []
  let period = periodAt(terms, lastInstant(terms, now))
  while (period.to > terms.startingAt) {
    const clipped = clipRange(period, terms.startingAt, terms.endingBefore)
    if (clipped === null || clipped.from > now || clipped.to + GRACE_MS <= now) break
    if (clipped.from < (invoiceGenerationStartingAt ?? clipped.from)) break
    periods.unshift(clipped)
    period = periodAt(terms, period.from - 1)
  }
  return periods
}

/** The period of a contract that holds an instant, clipped to the contract; null outside the contract. */
export function currentPeriod(terms: ContractTime, now: Instant): TimeRange | null {
  if (!isInForce(terms, now)) return null
  return clipRange(periodAt(terms, now), terms.startingAt, terms.endingBefore)
}

/** The periods of a contract that overlap a range, in order, each clipped to the contract. */
export function periodsWithin(terms: ContractTime, range: TimeRange): TimeRange[] {
  const within = clipRange(range, terms.startingAt, terms.endingBefore)
  if (within === null) return []
  const periods: TimeRange[] = []
  for (
    let period = periodAt(terms, within.from);
    period.from < within.to;
    period = periodAt(terms, period.to)
  ) {
    periods.push(clipRange(period, terms.startingAt, terms.endingBefore) ?? period)
  }
  return periods
}

/** The whole billing period that holds an instant. */
function periodAt({ usageStatementSchedule: { frequency, anchorAt } }: ContractTime, at: Instant): TimeRange {
  return billingPeriod(frequency, anchorAt, at)
}

function lastInstant({ endingBefore }: ContractTime, now: Instant): Instant {
  return endingBefore === null ? now : Math.min(now, endingBefore - 1)
}
