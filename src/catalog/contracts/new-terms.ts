import type { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { BillingFrequency } from '../../rating/billing-period.ts'
import type { MultiplierTier, Override, OverrideChange, OverrideSpecifier } from '../../rating/override.ts'
import type { RecurringSchedule } from '../../rating/schedule-items.ts'
import type { Subscription } from '../../rating/subscription.ts'
import type { NewApplicability, NewBalance } from '../balances/new-balance.ts'
import type { PriceFields } from '../rates/read-price.ts'
import type { NewPrepaidThreshold, NewSpendThreshold } from '../thresholds/new-threshold.ts'
import type { RecurringBalance } from './recurring-balance.ts'
import type { ProfessionalService, ResellerRoyalty } from './terms.ts'

/** An override as a request gives it; null is what was left out. */
export interface NewOverride {
  startingAt: Instant
  endingBefore: Instant | null
  isEntitled: boolean | null
  /** Null where it changes the entitlement alone. */
  type: OverrideChange['type'] | null
  multiplier: Decimal | null
  priority: Decimal | null
  overwriteRate: { price: PriceFields; creditTypeId: string | null } | null
  tiers: readonly MultiplierTier[] | null
  productId: string | null
  applicableProductTags: readonly string[]
  specifiers: readonly OverrideSpecifier[]
  isCommitSpecific: boolean
  target: Override['target'] | null
}

/** What a charge comes to: either the amount, or both of the others (OpenAPI, createContract). */
export interface NewAmount {
  amount: Decimal | null
  unitPrice: Decimal | null
  quantity: Decimal | null
}

export interface NewScheduleItem extends NewAmount {
  timestamp: Instant
}

/** Charges again and again; what each date takes is in `rating/schedule-items.ts`. */
export interface NewRecurringSchedule
  extends NewAmount, Pick<RecurringSchedule, 'startingAt' | 'endingBefore' | 'frequency' | 'distribution'> {}

/** Exactly one of items and recurring is given. */
export interface NewSchedule {
  /** Null for the currency of the contract's card, or US cents. */
  creditTypeId: string | null
  items: readonly NewScheduleItem[] | null
  recurring: NewRecurringSchedule | null
}

export interface NewScheduledCharge {
  productId: string
  name: string | null
  schedule: NewSchedule
  customFields: Readonly<Record<string, string>>
  netsuiteSalesOrderId: string | null
}

export type NewProfessionalService = Omit<ProfessionalService, 'id'>

/** A royalty; what is null is as in the newest of its reseller, where the contract has one. */
export interface NewResellerRoyalty extends Omit<
  ResellerRoyalty,
  'fraction' | 'netsuiteResellerId' | 'startingAt' | 'endingBefore'
> {
  fraction: Decimal | null
  netsuiteResellerId: string | null
  startingAt: Instant | null
  /** Undefined leaves the end as it is, null removes it. */
  endingBefore: Instant | null | undefined
}

export interface NewSubscription extends Pick<
  Subscription,
  | 'name'
  | 'description'
  | 'productId'
  | 'collectionSchedule'
  | 'rounding'
  | 'endingBefore'
  | 'invoicePlacement'
  | 'quantityManagementMode'
  | 'customFields'
> {
  /** Names it within the request, for recurring commits of the same request. */
  temporaryId: string | null
  billingFrequency: BillingFrequency
  isProrated: boolean | null
  invoiceBehavior: Subscription['invoiceBehavior'] | null
  /** Null for the contract's start. */
  startingAt: Instant | null
  /** Null for the anchor of the contract's usage statements. */
  anchorAt: Instant | null
  initialQuantity: Decimal | null
  seatConfig: {
    seatGroupKey: string
    initialSeatIds: readonly string[]
    initialUnassignedSeats: number
  } | null
}

/** A recurring commit or credit as a request gives it; null is what was left out. */
export interface NewRecurringBalance
  extends
    NewApplicability,
    Omit<RecurringBalance, 'id' | 'createdAt' | 'rateType' | 'proration' | keyof NewApplicability> {
  /** Names it within the request, for overrides of the same request. */
  temporaryId: string | null
  rateType: RecurringBalance['rateType'] | null
  proration: RecurringBalance['proration'] | null
}

/** What a request adds to a contract. */
export interface NewTerms {
  overrides: readonly NewOverride[]
  scheduledCharges: readonly NewScheduledCharge[]
  discounts: readonly NewScheduledCharge[]
  professionalServices: readonly NewProfessionalService[]
  resellerRoyalties: readonly NewResellerRoyalty[]
  subscriptions: readonly NewSubscription[]
  recurringCommits: readonly NewRecurringBalance[]
  recurringCredits: readonly NewRecurringBalance[]
  spendThreshold: NewSpendThreshold | null
  prepaidThreshold: NewPrepaidThreshold | null
  /** Stored by themselves, not with what the contract says (`src/catalog/balances`). */
  commits: readonly NewBalance[]
  credits: readonly NewBalance[]
}

export const NO_NEW_TERMS: NewTerms = {
  overrides: [],
  scheduledCharges: [],
  discounts: [],
  professionalServices: [],
  resellerRoyalties: [],
  subscriptions: [],
  recurringCommits: [],
  recurringCredits: [],
  spendThreshold: null,
  prepaidThreshold: null,
  commits: [],
  credits: [],
}
