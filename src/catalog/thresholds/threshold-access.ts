import { HOUR_MS, type Instant } from '../../kernel/instant.ts'
import { addMonths, billingPeriod } from '../../rating/billing-period.ts'
import type { ContractTerms } from '../contracts/terms.ts'
import type { ThresholdEvent } from './rows.ts'

const VALID_MONTHS = 12

/** From when to when a threshold's commit can be drawn. */
export interface ThresholdAccess {
  startingAt: Instant
  endingBefore: Instant
}

/**
 * When the commit of a threshold can be drawn, on the hour. For a spend it starts with the billing period in which the
 * threshold was reached, so that the usage that reached it is paid for; a recharge starts as it is paid, or, where the
 * contract has ended by then, as it was due. It ends a year after it is paid, or with a contract that ends later (the reference
 * is silent). Where the contract ends before that, so does what can be drawn, but one that is made longer since keeps what was
 * paid for it. Null where the contract ends before it starts.
 * @param now when it is paid.
 */
export function thresholdAccess(
  terms: Pick<ContractTerms, 'startingAt' | 'endingBefore' | 'usageStatementSchedule'>,
  { kind, createdAt }: Pick<ThresholdEvent, 'kind' | 'createdAt'>,
  now: Instant,
): ThresholdAccess | null {
  const hour = hourOf(now)
  const contractEnd = terms.endingBefore ?? Infinity
  const startingAt =
    kind === 'SPEND' ? periodStartAt(terms, createdAt) : contractEnd > hour ? hour : hourOf(createdAt)
  if (startingAt >= contractEnd) return null
  return { startingAt, endingBefore: Math.max(addMonths(hour, VALID_MONTHS), terms.endingBefore ?? 0) }
}

function periodStartAt(
  {
    startingAt,
    usageStatementSchedule: { frequency, anchorAt },
  }: Pick<ContractTerms, 'startingAt' | 'usageStatementSchedule'>,
  at: Instant,
): Instant {
  return Math.max(billingPeriod(frequency, anchorAt, at).from, startingAt)
}

function hourOf(at: Instant): Instant {
  return at - (at % HOUR_MS)
}
