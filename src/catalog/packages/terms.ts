import type { PACKAGE_STATEMENT_DAYS, WordOf } from '../../kernel/contract-words.ts'
import type { Decimal } from '../../kernel/decimal.ts'
import type { MultiplierPrioritization } from '../../rating/override.ts'
import type { NewBalance } from '../balances/new-balance.ts'
import type { BalanceRateType } from '../balances/terms.ts'
import type { RateCardChoice } from '../contracts/choose-rate-card.ts'
import type { NewOverride, NewRecurringBalance, NewSubscription, NewTerms } from '../contracts/new-terms.ts'
import type { RecurringBalance } from '../contracts/recurring-balance.ts'
import type { NewUsageStatementSchedule } from '../contracts/usage-statement-schedule.ts'
import type { LastingTerm, Offset, RelativeTerm } from './offset.ts'

/** An override whose dates follow from its contract's start; commits it names by the temporary ids of the package's. */
export interface PackageOverride extends Omit<NewOverride, 'startingAt' | 'endingBefore'>, RelativeTerm {}

/** An amount on a date that follows from its contract's start. */
export interface PackageItem {
  dateOffset: Offset
  unitPrice: Decimal
  quantity: Decimal
}

/** A charge whose dates follow from its contract's start. */
export interface NewPackageCharge {
  productId: string
  name: string | null
  /** Null for the currency of the contract's card, or US cents. */
  creditTypeId: string | null
  items: readonly PackageItem[]
  customFields: Readonly<Record<string, string>>
}

/** A charge of a package as it is stored, in a unit. */
export interface PackageCharge extends NewPackageCharge {
  creditTypeId: string
}

/** A subscription whose dates follow from its contract's start. */
export interface PackageSubscription
  extends Omit<NewSubscription, 'startingAt' | 'endingBefore' | 'anchorAt'>, RelativeTerm {}

/** A commit or credit whose dates follow from its contract's start. */
export interface NewPackageBalance extends Omit<NewBalance, 'access' | 'invoice'> {
  /** Of a null unit, the currency of the contract's card, or US cents. */
  access: { creditTypeId: string | null; segments: readonly PackageSegment[] }
  /** Of a null unit, as for the access. */
  invoice: { creditTypeId: string | null; items: readonly PackageItem[]; doNotInvoice: boolean } | null
}

/** An amount that may be drawn for a while. */
export interface PackageSegment extends LastingTerm {
  amount: Decimal
}

/** A commit or credit of a package as it is stored, with what the request left out. */
export interface PackageBalance extends NewPackageBalance {
  rateType: BalanceRateType
  access: NewPackageBalance['access'] & { creditTypeId: string }
  invoice: (NonNullable<NewPackageBalance['invoice']> & { creditTypeId: string }) | null
}

/** A recurring commit or credit, dated from its contract's start; it names a subscription by temporary id. */
export interface NewPackageRecurring
  extends Omit<NewRecurringBalance, 'startingAt' | 'endingBefore'>, RelativeTerm {}

/** A recurring commit or credit of a package as it is stored, with what the request left out. */
export interface PackageRecurring extends NewPackageRecurring {
  rateType: BalanceRateType
  proration: RecurringBalance['proration']
}

/** What the contracts made from a package say, all dates relative to their start. */
export interface PackageTerms extends NewPackageTerms {
  scheduledCharges: readonly PackageCharge[]
  commits: readonly PackageBalance[]
  credits: readonly PackageBalance[]
  recurringCommits: readonly PackageRecurring[]
  recurringCredits: readonly PackageRecurring[]
}

/** What the contracts made from a package say, as a request gives it. */
export interface NewPackageTerms
  extends RateCardChoice, Pick<NewTerms, 'spendThreshold' | 'prepaidThreshold'> {
  contractName: string | null
  /** Null where contracts have no end. */
  duration: Offset | null
  netPaymentTermsDays: number | null
  usageStatementSchedule: Pick<NewUsageStatementSchedule, 'frequency'> & {
    day: WordOf<typeof PACKAGE_STATEMENT_DAYS>
    invoiceGenerationStartingAtOffset: Offset | null
  }
  scheduledChargesOnUsageInvoices: 'ALL' | null
  multiplierOverridePrioritization: MultiplierPrioritization
  overrides: readonly PackageOverride[]
  scheduledCharges: readonly NewPackageCharge[]
  subscriptions: readonly PackageSubscription[]
  commits: readonly NewPackageBalance[]
  credits: readonly NewPackageBalance[]
  recurringCommits: readonly NewPackageRecurring[]
  recurringCredits: readonly NewPackageRecurring[]
}
