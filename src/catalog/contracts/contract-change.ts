import type { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { AmountRounding } from '../../rating/subscription.ts'
import type { AddedTerms } from './make-terms.ts'
import type { NewAmount, NewScheduleItem } from './new-terms.ts'
import type { QuantityUpdate, SeatUpdate, UsageFilter } from './terms.ts'

/** A change of one item of a schedule; null leaves what it had. */
export interface ScheduleItemUpdate extends NewAmount {
  id: string
  timestamp: Instant | null
}

/** A change of a scheduled charge. */
export interface ScheduledChargeUpdate {
  id: string
  /** Undefined leaves it, null removes it. */
  netsuiteSalesOrderId?: string | null | undefined
  addedItems: readonly NewScheduleItem[]
  itemUpdates: readonly ScheduleItemUpdate[]
  removedItemIds: readonly string[]
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

/**
 * What a version of a contract changed, as the request gave it and with the ids that it got; what is undefined it left
 * as it was. Kept with the version, for the history of edits.
 */
export interface ContractChange extends Partial<AddedTerms> {
  usageFilters?: readonly UsageFilter[]
  name?: string | null | undefined
  /** Null removed the end. */
  endingBefore?: Instant | null | undefined
  netPaymentTermsDays?: number | null | undefined
  scheduledChargeUpdates?: readonly ScheduledChargeUpdate[]
  subscriptionUpdates?: readonly SubscriptionUpdate[]
  archivedChargeIds?: readonly string[]
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
