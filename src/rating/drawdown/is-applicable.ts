import { hasAnyTag, specifies, type SpecifiedUsage } from '../usage-specifier.ts'
import type { Balance } from './balance.ts'

/** A charge, as far as it says which balances cover it. */
export interface CoveredCharge extends SpecifiedUsage {
  creditTypeId: string
}

/**
 * Whether a balance covers a charge of a contract, leaving aside when and how much (reference section 6): its product
 * is one of those named, by id or by any of the tags, or what any of the specifiers admits. A balance that names
 * nothing covers every product. Both are in one currency or custom unit. An empty list of contracts is none.
 */
export function isApplicable(balance: Balance, charge: CoveredCharge, contractId: string): boolean {
  const { contractIds, creditTypeId } = balance
  return (
    creditTypeId === charge.creditTypeId &&
    (contractIds === null || contractIds.includes(contractId)) &&
    admitsProduct(balance, charge)
  )
}

function admitsProduct(
  { applicableProductIds, applicableProductTags, specifiers }: Balance,
  charge: CoveredCharge,
): boolean {
  const namesNothing = applicableProductIds.length + applicableProductTags.length + specifiers.length === 0
  return (
    namesNothing ||
    applicableProductIds.includes(charge.productId) ||
    hasAnyTag(charge, applicableProductTags) ||
    specifiers.some((specifier) => specifies(specifier, charge))
  )
}
