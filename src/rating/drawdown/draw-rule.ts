import type { Instant } from '../../kernel/instant.ts'
import { chooseOverride } from '../choose-override.ts'
import { effectivePrice } from '../effective-price.ts'
import type { PricedUsage } from '../override-admits.ts'
import { minimumOf, type Price } from '../price.ts'
import type { PricingRule } from '../pricing-rule.ts'
import type { ContractPricing } from '../usage-line.ts'
import type { Balance } from './balance.ts'

/** The two prices of a rate. */
export interface DrawnRate {
  price: Price
  commitRate: Price | null
  /** What both are in. */
  creditTypeId: string
}

/**
 * The price of some usage where a balance is drawn: at its commit rate where the balance asks for that and there is one,
 * else at the list price, with the overrides that are for commits before all others (reference sections 5 and 6). A price in
 * another unit than the balance's is none that it could pay: where an overwrite changed the unit, what it covers costs as
 * much as without it.
 * @param rate null where an overwrite prices what has no rate.
 * @param listRule the price where no balance is drawn; it holds where nothing else prices the usage.
 */
export function drawRule(
  balance: Balance,
  rate: DrawnRate | null,
  listRule: PricingRule,
  pricing: ContractPricing,
  usage: PricedUsage,
  at: Instant,
): PricingRule {
  const commitRate = balance.rateType === 'COMMIT_RATE' ? (rate?.commitRate ?? null) : null
  const base = commitRate ?? rate?.price ?? null
  const draw = {
    commit: { id: balance.id, recurringCommitId: balance.recurringId },
    target: commitRate === null ? ('LIST_RATE' as const) : ('COMMIT_RATE' as const),
  }
  const choice = chooseOverride(pricing, { ...usage, hasMinimum: minimumOf(base) !== null }, at, draw)
  const overwrite = choice.price?.change?.type === 'OVERWRITE' ? choice.price.change : null
  const creditTypeId = overwrite?.creditTypeId ?? rate?.creditTypeId
  if (creditTypeId !== balance.creditTypeId) return listRule
  return effectivePrice(base, choice.price)?.rule ?? listRule
}
