import type { MULTIPLIER_PRIORITIZATIONS, OVERRIDE_TARGETS, WordOf } from '../kernel/contract-words.ts'
import type { Decimal } from '../kernel/decimal.ts'
import type { Instant } from '../kernel/instant.ts'
import type { BillingFrequency } from './billing-period.ts'
import type { Price } from './price.ts'
import type { UsageSpecifier } from './usage-specifier.ts'

/**
 * Which usage an override is for: everything given must hold; what is null or empty admits all (reference section 6).
 */
export interface OverrideSpecifier extends UsageSpecifier {
  billingFrequency: BillingFrequency | null
  commitIds: readonly string[] | null
  recurringCommitIds: readonly string[] | null
  anyCommitOrCreditIds: readonly string[] | null
}

/**
 * One tier of a TIERED override: what the price of the next `size` units is multiplied by; null is all further ones.
 */
export interface MultiplierTier {
  size: Decimal | null
  multiplier: Decimal
}

/** What an override does to a price. */
export type OverrideChange =
  | { type: 'MULTIPLIER'; multiplier: Decimal }
  | { type: 'OVERWRITE'; price: Price; creditTypeId: string }
  | { type: 'TIERED'; tiers: readonly MultiplierTier[] }

/** A change of price or entitlement that a contract makes to its rate card, from `startingAt` until `endingBefore`. */
export interface Override {
  id: string
  createdAt: Instant
  startingAt: Instant
  endingBefore: Instant | null
  /** Whether what it is for is billed at all; null leaves that as it is. */
  isEntitled: boolean | null
  /** Null where it changes the entitlement alone. */
  change: OverrideChange | null
  /** Under EXPLICIT prioritization the lowest goes first. */
  priority: Decimal | null
  productId: string | null
  /** Products with any of them; empty where tags do not matter. */
  applicableProductTags: readonly string[]
  /** It is for what any of them admits; for all where there is none, within productId and tags. */
  specifiers: readonly OverrideSpecifier[]
  isCommitSpecific: boolean
  /** Which of the two prices a commit-specific one changes. */
  target: WordOf<typeof OVERRIDE_TARGETS>
}

export type MultiplierPrioritization = WordOf<typeof MULTIPLIER_PRIORITIZATIONS>
