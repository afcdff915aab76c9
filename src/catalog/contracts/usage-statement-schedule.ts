import type { STATEMENT_DAYS, WordOf } from '../../kernel/contract-words.ts'
import { invalid } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Term } from '../../kernel/term.ts'
import type { BillingFrequency } from '../../rating/billing-period.ts'
import type { UsageStatementSchedule } from './terms.ts'
import { requireInstantWithin } from './within-contract.ts'

/** When usage is billed, as a request gives it. */
export interface NewUsageStatementSchedule {
  frequency: BillingFrequency
  /** The day on which billing periods start. */
  day: WordOf<typeof STATEMENT_DAYS>
  /** For CUSTOM_DATE, and for it alone. */
  billingAnchorAt: Instant | null
  invoiceGenerationStartingAt: Instant | null
}

/** By the calendar month, as where a contract does not say otherwise (OpenAPI, createContract). */
export const MONTHLY_STATEMENTS: NewUsageStatementSchedule = {
  frequency: 'MONTHLY',
  day: 'FIRST_OF_MONTH',
  billingAnchorAt: null,
  invoiceGenerationStartingAt: null,
}

/**
 * Finds the anchor that a contract's billing periods follow from (reference section 6, Billing schedule).
 * @throws Problem invalid, naming the field and the rule.
 */
export function makeUsageStatementSchedule(
  given: NewUsageStatementSchedule,
  contract: Term,
): UsageStatementSchedule {
  const { frequency, invoiceGenerationStartingAt } = given
  if (invoiceGenerationStartingAt !== null) {
    requireInstantWithin(
      contract,
      invoiceGenerationStartingAt,
      'usage_statement_schedule.invoice_generation_starting_at',
    )
  }
  return { frequency, anchorAt: anchorOf(given, contract.startingAt), invoiceGenerationStartingAt }
}

function anchorOf({ day, billingAnchorAt }: NewUsageStatementSchedule, startingAt: Instant): Instant {
  const field = 'usage_statement_schedule.billing_anchor_date'
  if (day === 'CUSTOM_DATE') {
    if (billingAnchorAt === null) throw invalid(`${field}: is required, as day is CUSTOM_DATE`)
    return billingAnchorAt
  }
  if (billingAnchorAt !== null) throw invalid(`${field}: is only for day CUSTOM_DATE`)
  return day === 'CONTRACT_START' ? startingAt : monthStart(startingAt)
}

function monthStart(instant: Instant): Instant {
  const date = new Date(instant)
  date.setUTCDate(1)
  return date.setUTCHours(0, 0, 0, 0)
}
