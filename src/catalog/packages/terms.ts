import type { PACKAGE_STATEMENT_DAYS, WordOf } from '../../kernel/contract-words.ts'
import type { Decimal } from '../../kernel/decimal.ts'
import type { MultiplierPrioritization } from '../../rating/override.ts'
import type { RateCardChoice } from '../contracts/choose-rate-card.ts'
import type { NewOverride, NewSubscription } from '../contracts/new-terms.ts'
import type { NewUsageStatementSchedule } from '../contracts/usage-statement-schedule.ts'
import type { Offset, RelativeTerm } from './offset.ts'

/** An override whose dates follow from its contract's start. */
export interface PackageOverride extends Omit<NewOverride, 'startingAt' | 'endingBefore'>, RelativeTerm {}

/** A charge whose dates follow from its contract's start. */
export interface NewPackageCharge {
  productId: string
  name: string | null
  /** Null for the currency of the contract's card, or US cents. */
  creditTypeId: string | null
  items: readonly { dateOffset: Offset; unitPrice: Decimal; quantity: Decimal }[]
  customFields: Readonly<Record<string, string>>
}

export interface PackageCharge extends NewPackageCharge {
  creditTypeId: string
}

/** A subscription whose dates follow from its contract's start. */
export interface PackageSubscription
  extends Omit<NewSubscription, 'startingAt' | 'endingBefore' | 'anchorAt'>, RelativeTerm {}

/** What the contracts made from a package say, all dates relative to their start. */
export interface PackageTerms extends NewPackageTerms {
  scheduledCharges: readonly PackageCharge[]
}

/** The same as a request gives it. */
export interface NewPackageTerms extends RateCardChoice {
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
}
