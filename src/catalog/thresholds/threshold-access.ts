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
 * contract has ended by then, as it was due. It ends with the contract, or a year after it is paid (the reference is
 * silent). Null where that is before it starts.
 * @param now when it is paid.
 */
export function thresholdAccess(
  terms: Pick<ContractTerms, 'startingAt' | 'endingBefore' | 'usageStatementSchedule'>,
  { kind, createdAt }: Pick<ThresholdEvent, 'kind' | 'createdAt'>,
  now: Instant,
): ThresholdAccess | null {
  const hour = hourOf(now)
  const endingBefore = terms.endingBefore ?? addMonths(hour, VALID_MONTHS)
  const startingAt =
    kind === 'SPEND' ? periodStartAt(terms, createdAt) : endingBefore > hour ? hour : hourOf(createdAt)
  return startingAt < endingBefore ? { startingAt, endingBefore } : null
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
