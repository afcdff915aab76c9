import type { BALANCE_ENTITIES, PAYMENT_GATE_TYPES, TAX_TYPES, WordOf } from '../../kernel/contract-words.ts'
import type { Decimal } from '../../kernel/decimal.ts'
import type { UsageSpecifier } from '../usage-specifier.ts'

/** What the commit says that a threshold is paid with (OpenAPI, createContract: spend_threshold_configuration). */
export interface ThresholdCommit {
  /** A FIXED product, which stands for it on invoices. */
  productId: string
  /** Null for the product's name. */
  name: string | null
  description: string | null
  /** Null for `THRESHOLD_PRIORITY`. */
  priority: Decimal | null
  applicableProductIds: readonly string[]
  applicableProductTags: readonly string[]
  /** Empty where ids or tags are given. */
  specifiers: readonly UsageSpecifier[]
}

/** What has to happen before the commit can be drawn: nothing, or a payment that is taken elsewhere. */
export interface PaymentGate {
  type: Exclude<WordOf<typeof PAYMENT_GATE_TYPES>, 'STRIPE'>
  taxType: Exclude<WordOf<typeof TAX_TYPES>, 'STRIPE' | 'ANROK'>
  /** In the unit of the bill; null where the tax is not PRECALCULATED. */
  precalculatedTax: { amount: Decimal; name: string | null } | null
}

/** Has a contract billed as soon as what is not paid yet comes to an amount, in the contract's currency. */
export interface SpendThreshold {
  isEnabled: boolean
  thresholdAmount: Decimal
  commit: ThresholdCommit
  paymentGate: PaymentGate
  /** What share of the commit is paid, more than 0 and at most 1; null is all of it. */
  paymentFraction: Decimal | null
}

/** A custom field that a commit or credit may have. */
export interface CustomFieldFilter {
  entity: WordOf<typeof BALANCE_ENTITIES>
  key: string
  value: string
}

/** Which commits and credits do not count: those that have all the fields of any of the lists. */
export interface BalanceExclusion {
  exclude: readonly { customFieldFilters: readonly CustomFieldFilter[] }[]
}

/** Has a contract's balance recharged as soon as it is down to an amount. */
export interface PrepaidThreshold extends SpendThreshold {
  rechargeToAmount: Decimal
  /** The unit of the amounts and of the commit; null for the contract's currency. */
  creditTypeId: string | null
  balanceExclusions: readonly BalanceExclusion[]
}

/** The priority of a threshold's commit where none is given (reference section 6, Commits, credits). */
export const THRESHOLD_PRIORITY = 100
