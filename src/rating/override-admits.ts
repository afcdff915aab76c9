import type { BillingFrequency } from './billing-period.ts'
import type { Override, OverrideSpecifier } from './override.ts'
import { hasAnyTag, specifies, type SpecifiedUsage } from './usage-specifier.ts'

/** The usage, or the subscription, that a price is asked for. */
export interface PricedUsage extends SpecifiedUsage {
  /** Null for all that is no subscription. */
  billingFrequency: BillingFrequency | null
  /** Whether its rate has a minimum; no commit-specific override applies to such a one. */
  hasMinimum?: boolean
}

/** A commit or credit that usage draws on. */
export interface CommitRef {
  id: string
  /** The recurring one that made it; null where it stands alone. */
  recurringCommitId: string | null
}

/**
 * Whether an override is for some usage: for its product, by id and by any of the tags, and for what any one of its
 * specifiers admits (reference section 6).
 */
export function admitsUsage(
  { productId, applicableProductTags, specifiers }: Override,
  usage: PricedUsage,
): boolean {
  const isForProduct = productId === null || productId === usage.productId
  const isForTags = applicableProductTags.length === 0 || hasAnyTag(usage, applicableProductTags)
  const isSpecified = specifiers.length === 0 || specifiers.some((one) => specifierAdmits(one, usage))
  return isForProduct && isForTags && isSpecified
}

/**
 * Whether a commit-specific override is for some usage where that draws on a commit: the specifier that admits the
 * usage names the commit, or none at all.
 */
export function admitsCommit(override: Override, usage: PricedUsage, commit: CommitRef): boolean {
  const admitting = override.specifiers.filter((one) => specifierAdmits(one, usage))
  return override.specifiers.length === 0 || admitting.some((one) => specifierNames(one, commit))
}

/** Everything that a specifier gives must hold. */
function specifierAdmits(specifier: OverrideSpecifier, usage: PricedUsage): boolean {
  const { billingFrequency } = specifier
  return (
    specifies(specifier, usage) && (billingFrequency === null || billingFrequency === usage.billingFrequency)
  )
}

/** A list that is given and empty names nothing. */
function specifierNames(specifier: OverrideSpecifier, { id, recurringCommitId }: CommitRef): boolean {
  const { commitIds, recurringCommitIds, anyCommitOrCreditIds } = specifier
  if (commitIds === null && recurringCommitIds === null && anyCommitOrCreditIds === null) return true
  const names = (ids: readonly string[] | null, one: string | null) =>
    one !== null && (ids ?? []).includes(one)
  return (
    names(commitIds, id) ||
    names(recurringCommitIds, recurringCommitId) ||
    names(anyCommitOrCreditIds, id) ||
    names(anyCommitOrCreditIds, recurringCommitId)
  )
}
