import type { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { AmountRounding } from '../../rating/subscription.ts'
import type { BalanceRateType } from '../balances/terms.ts'
import type { ThresholdUpdates } from '../thresholds/new-threshold.ts'
import type { ScheduleItemsUpdate } from './change-schedule-items.ts'
import type { AddedTerms } from './make-terms.ts'
import type { QuantityUpdate, SeatUpdate, UsageFilter } from './terms.ts'

/** A change of a scheduled charge. */
export interface ScheduledChargeUpdate extends ScheduleItemsUpdate {
  id: string
  /** Undefined leaves it, null removes it. */
  netsuiteSalesOrderId?: string | null | undefined
}

/** A change of a subscription. */
export interface SubscriptionUpdate {
  id: string
  /** Undefined leaves it, null lets it last as long as the contract. */
  endingBefore?: Instant | null | undefined
  /** Makes it SEAT_BASED, its seats named by this property; null leaves it. */
  seatGroupKey: string | null
  quantityUpdates: readonly QuantityUpdate[]
  seatUpdates: readonly SeatUpdate[]
  /** Undefined leaves it, null removes it. */
  rounding?: AmountRounding | null | undefined
}

/** A change of a recurring commit or credit; what is undefined stays, what is null is removed. */
export interface RecurringUpdate {
  id: string
  /** What is null of an amount stays. */
  accessAmount?: { unitPrice: Decimal | null; quantity: Decimal | null } | undefined
  invoiceAmount?: { unitPrice: Decimal | null; quantity: Decimal | null } | undefined
  endingBefore?: Instant | null | undefined
  rateType?: BalanceRateType | undefined
  accessRounding?: AmountRounding | null | undefined
  invoiceRounding?: AmountRounding | null | undefined
}

/**
 * What a version of a contract changed, as the request gave it and with the ids that it got; what is undefined it left
 * as it was. Kept with the version, for the history of edits. Commits and credits that it added or changed are versions
 * of these (`src/catalog/balances`), which name it.
 */
export interface ContractChange extends Partial<AddedTerms>, Partial<ThresholdUpdates> {
  usageFilters?: readonly UsageFilter[]
  name?: string | null | undefined
  /** Null removed the end. */
  endingBefore?: Instant | null | undefined
  netPaymentTermsDays?: number | null | undefined
  scheduledChargeUpdates?: readonly ScheduledChargeUpdate[]
  subscriptionUpdates?: readonly SubscriptionUpdate[]
  recurringCommitUpdates?: readonly RecurringUpdate[]
  recurringCreditUpdates?: readonly RecurringUpdate[]
  archivedChargeIds?: readonly string[]
  archivedCommitIds?: readonly string[]
  archivedCreditIds?: readonly string[]
  removedOverrideIds?: readonly string[]
  amendment?: AmendmentHead
}

/** What an amendment says of itself. */
export interface AmendmentHead {
  startingAt: Instant
  totalContractValue: Decimal | null
  netsuiteSalesOrderId: string | null
  salesforceOpportunityId: string | null
  customFields: Readonly<Record<string, string>>
}
