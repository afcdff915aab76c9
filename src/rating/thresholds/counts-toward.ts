import type { BalanceExclusion, CustomFieldFilter } from './threshold.ts'

/** A commit or credit, as far as exclusions look at it. */
export interface CountedBalance {
  type: 'PREPAID' | 'POSTPAID' | 'CREDIT'
  customFields: Readonly<Record<string, string>>
}

/**
 * Whether a commit or credit counts in the balance that a threshold is held against: not where it has all the custom
 * fields of any list (OpenAPI, createContract: threshold_balance_specifiers).
 */
export function countsTowardThreshold(
  exclusions: readonly BalanceExclusion[],
  balance: CountedBalance,
): boolean {
  return !exclusions.some(({ exclude }) =>
    exclude.some(({ customFieldFilters }) => customFieldFilters.every((filter) => hasField(balance, filter))),
  )
}

function hasField(
  { type, customFields }: CountedBalance,
  { entity, key, value }: CustomFieldFilter,
): boolean {
  const isOfEntity =
    entity === 'ContractCreditOrCommit' || (entity === 'ContractCredit') === (type === 'CREDIT')
  return isOfEntity && Object.hasOwn(customFields, key) && customFields[key] === value
}
