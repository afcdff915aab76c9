import type { RESELLER_TYPES, WordOf } from '../../kernel/contract-words.ts'
import type { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { BillingFrequency } from '../../rating/billing-period.ts'
import type { MultiplierPrioritization, Override } from '../../rating/override.ts'
import type { Subscription } from '../../rating/subscription.ts'
import type { PrepaidThreshold, SpendThreshold } from '../../rating/thresholds/threshold.ts'
import type { RecurringBalance } from './recurring-balance.ts'

/** When a contract's usage is billed (reference section 6, Billing schedule). */
export interface UsageStatementSchedule {
  frequency: BillingFrequency
  /** Where one billing period starts; the others follow from it (semantics 27). */
  anchorAt: Instant
  /** No usage invoice is made of periods that start before; null where none is left out. */
  invoiceGenerationStartingAt: Instant | null
}

/** An amount at an instant: `quantity` times `unitPrice`. */
export interface ScheduleItem {
  id: string
  timestamp: Instant
  amount: Decimal
  unitPrice: Decimal
  quantity: Decimal
}

/** A charge, or a discount, on the dates of its items. */
export interface ScheduledCharge {
  id: string
  productId: string
  name: string | null
  creditTypeId: string
  items: readonly ScheduleItem[]
  customFields: Readonly<Record<string, string>>
  netsuiteSalesOrderId: string | null
  createdAt: Instant
  archivedAt: Instant | null
}

/** Amounts that are taken off on dates; no request archives one. */
export interface Discount extends Omit<ScheduledCharge, 'archivedAt'> {}

/** Work that is billed on request, up to an amount. */
export interface ProfessionalService {
  id: string
  productId: string
  description: string | null
  unitPrice: Decimal
  quantity: Decimal
  maxAmount: Decimal
  customFields: Readonly<Record<string, string>>
  netsuiteSalesOrderId: string | null
}

/** What share of the contract's revenue a reseller keeps from an instant on; it is shown, and changes no amount. */
export interface ResellerRoyalty {
  resellerType: WordOf<typeof RESELLER_TYPES>
  fraction: Decimal
  netsuiteResellerId: string
  applicableProductIds: readonly string[]
  applicableProductTags: readonly string[]
  startingAt: Instant
  endingBefore: Instant | null
  resellerContractValue: Decimal | null
  awsAccountNumber: string | null
  awsPayerReferenceId: string | null
  awsOfferId: string | null
  gcpAccountId: string | null
  gcpOfferId: string | null
}

/** A change of quantity as it was asked for: exactly one of the two is given. */
export interface QuantityUpdate {
  startingAt: Instant
  quantity: Decimal | null
  quantityDelta: Decimal | null
}

/** A change of seats as it was asked for. */
export type SeatUpdate =
  | { startingAt: Instant; action: 'ADD_SEATS' | 'REMOVE_SEATS'; seatIds: readonly string[] }
  | { startingAt: Instant; action: 'ADD_UNASSIGNED' | 'REMOVE_UNASSIGNED'; quantity: number }

/**
 * A subscription with the changes that were asked for, in that order: its `quantities` and `seats` follow from them,
 * and do again when one more is added.
 */
export interface ContractSubscription extends Subscription {
  /** Empty where it is SEAT_BASED. */
  quantityUpdates: readonly QuantityUpdate[]
  /** Empty where it is QUANTITY_ONLY. */
  seatUpdates: readonly SeatUpdate[]
}

/** From an instant on, the contract bills the events whose property has one of these values (semantics 36). */
export interface UsageFilter {
  groupKey: string
  groupValues: readonly string[]
  startingAt: Instant
}

/** Everything that a contract says, as of one of its versions. */
export interface ContractTerms {
  name: string | null
  /** Null where the contract has no usage prices. */
  rateCardId: string | null
  startingAt: Instant
  /** Null where it has no end. */
  endingBefore: Instant | null
  netPaymentTermsDays: number | null
  totalContractValue: Decimal | null
  netsuiteSalesOrderId: string | null
  salesforceOpportunityId: string | null
  usageStatementSchedule: UsageStatementSchedule
  scheduledChargesOnUsageInvoices: 'ALL' | null
  multiplierOverridePrioritization: MultiplierPrioritization
  /** In the order they were added. */
  overrides: readonly Override[]
  scheduledCharges: readonly ScheduledCharge[]
  discounts: readonly Discount[]
  professionalServices: readonly ProfessionalService[]
  resellerRoyalties: readonly ResellerRoyalty[]
  subscriptions: readonly ContractSubscription[]
  recurringCommits: readonly RecurringBalance[]
  recurringCredits: readonly RecurringBalance[]
  /** Null where it is not billed by what is spent, or its balance not recharged. */
  spendThreshold: SpendThreshold | null
  prepaidThreshold: PrepaidThreshold | null
  /** In order of `startingAt`; each holds until the next one starts. */
  usageFilters: readonly UsageFilter[]
}
