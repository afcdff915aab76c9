import type { BillingFrequency } from './billing-period.ts'
import type { Override, OverrideSpecifier } from './override.ts'
import type { GroupValues } from './usage-line.ts'

/** The usage, or the subscription, that a price is asked for. */
export interface PricedUsage {
  productId: string
  productTags: readonly string[]
  pricingGroupValues: GroupValues
  presentationGroupValues: GroupValues
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
  const isForTags = applicableProductTags.length === 0 || hasAny(usage.productTags, applicableProductTags)
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
  const { productId, productTags, billingFrequency, exclude } = specifier
  return (
    (productId === null || productId === usage.productId) &&
    hasAll(usage.productTags, productTags) &&
    hasValues(usage.pricingGroupValues, specifier.pricingGroupValues) &&
    hasValues(usage.presentationGroupValues, specifier.presentationGroupValues) &&
    (billingFrequency === null || billingFrequency === usage.billingFrequency) &&
    !exclude.some((one) => one.productTags.length > 0 && hasAll(usage.productTags, one.productTags))
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

function hasValues(values: GroupValues, wanted: GroupValues): boolean {
  return Object.entries(wanted).every(([name, value]) => values[name] === value)
}

function hasAll(tags: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((tag) => tags.includes(tag))
}

function hasAny(tags: readonly string[], wanted: readonly string[]): boolean {
  return wanted.some((tag) => tags.includes(tag))
}
