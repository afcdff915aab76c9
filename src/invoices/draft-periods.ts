import type { Contract } from '../catalog/contracts/rows.ts'
import { DAY_MS, type Instant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'
import { billingPeriod, clipRange } from '../rating/billing-period.ts'

/** How long after its period's end an invoice stays a draft (semantics 30). */
export const GRACE_MS = DAY_MS

type ContractTerm = Pick<Contract, 'startingAt' | 'endingBefore' | 'billingAnchorAt'>

/**
 * The periods of a contract whose usage invoice is a draft at an instant, in order: the current one, and those
 * that ended within the grace before. Each is clipped to the contract; none before it starts.
 */
export function draftPeriods(contract: ContractTerm, now: Instant): TimeRange[] {
  const periods: TimeRange[] = []
  let period = billingPeriod(contract.billingAnchorAt, lastInstant(contract, now))
  while (period.to > contract.startingAt) {
    const clipped = clipRange(period, contract.startingAt, contract.endingBefore)
    if (clipped === null || clipped.from > now || clipped.to + GRACE_MS <= now) break
    periods.unshift(clipped)
    period = billingPeriod(contract.billingAnchorAt, period.from - 1)
  }
  return periods
}

/** The period of a contract that holds an instant, clipped to the contract; null outside the contract. */
export function currentPeriod(contract: ContractTerm, now: Instant): TimeRange | null {
  const isActive =
    contract.startingAt <= now && (contract.endingBefore === null || now < contract.endingBefore)
  if (!isActive) return null
  return clipRange(billingPeriod(contract.billingAnchorAt, now), contract.startingAt, contract.endingBefore)
}

function lastInstant({ endingBefore }: ContractTerm, now: Instant): Instant {
  return endingBefore === null ? now : Math.min(now, endingBefore - 1)
}
