import type { ContractPricing } from '../../rating/usage-line.ts'
import type { ContractTerms } from './terms.ts'

/** What a contract changes about its card's prices. */
export function pricingOf({
  overrides,
  multiplierOverridePrioritization: prioritization,
}: Pick<ContractTerms, 'overrides' | 'multiplierOverridePrioritization'>): ContractPricing {
  return { overrides, prioritization }
}
