import type { Decimal } from '../../kernel/decimal.ts'
import type { UsageSpecifier } from '../../rating/usage-specifier.ts'
import type {
  PaymentGate,
  PrepaidThreshold,
  SpendThreshold,
  ThresholdCommit,
} from '../../rating/thresholds/threshold.ts'
import type { NewApplicability } from '../balances/new-balance.ts'

/** What a request says of a threshold's commit; null is what was left out. */
export interface NewThresholdCommit extends NewApplicability, Omit<ThresholdCommit, keyof NewApplicability> {}

/** A spend threshold as a request gives it. */
export interface NewSpendThreshold extends Omit<SpendThreshold, 'commit'> {
  commit: NewThresholdCommit
}

/** A prepaid balance threshold as a request gives it. */
export interface NewPrepaidThreshold extends Omit<PrepaidThreshold, 'commit'> {
  commit: NewThresholdCommit
}

/** A change of a threshold's commit; what is undefined stays, what is null is removed. */
export interface ThresholdCommitUpdate {
  productId?: string | undefined
  name?: string | null | undefined
  description?: string | undefined
  priority?: Decimal | null | undefined
  applicableProductIds?: readonly string[] | null | undefined
  applicableProductTags?: readonly string[] | null | undefined
  specifiers?: readonly UsageSpecifier[] | null | undefined
}

/** A change of a spend threshold; what is undefined stays, what is null is removed. */
export interface SpendThresholdUpdate {
  isEnabled?: boolean | undefined
  thresholdAmount?: Decimal | undefined
  commit?: ThresholdCommitUpdate | undefined
  paymentGate?: PaymentGate | undefined
  paymentFraction?: Decimal | null | undefined
}

/** A change of a prepaid balance threshold; what is undefined stays, what is null is removed. */
export interface PrepaidThresholdUpdate extends SpendThresholdUpdate {
  rechargeToAmount?: Decimal | undefined
  creditTypeId?: string | null | undefined
  balanceExclusions?: PrepaidThreshold['balanceExclusions'] | null | undefined
}

/** What an edit of a contract changes of its thresholds; what is undefined stays. */
export interface ThresholdUpdates {
  spendThresholdUpdate: SpendThresholdUpdate | undefined
  prepaidThresholdUpdate: PrepaidThresholdUpdate | undefined
}
