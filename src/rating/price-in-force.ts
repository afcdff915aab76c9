import type { Instant } from '../kernel/instant.ts'
import { chooseOverride } from './choose-override.ts'
import { effectivePrice, type EffectivePrice } from './effective-price.ts'
import type { PricedUsage } from './override-admits.ts'
import type { Override } from './override.ts'
import { minimumOf, type Price } from './price.ts'
import { rateInForce } from './rate-schedule.ts'
import type { ContractPricing, UsageRate } from './usage-line.ts'

/** What some usage, or a subscription, is billed at. */
export interface PriceInForce<Rate> {
  /** Null where an overwrite prices what has no rate. */
  rate: Rate | null
  override: Override | null
  listPrice: Price | null
  effective: EffectivePrice
  creditTypeId: string
}

/**
 * What some usage is billed at, at an instant; null where it is not billed: where neither a rate nor an overwrite is
 * in force, where the rate is not entitled, or where an override takes that away. What an overwrite prices without a
 * rate is entitled unless an override says otherwise.
 * @param rates those for the usage's pricing group values and billing frequency.
 */
export function priceInForce<Rate extends UsageRate>(
  rates: readonly Rate[],
  pricing: ContractPricing,
  usage: PricedUsage,
  at: Instant,
): PriceInForce<Rate> | null {
  const { rate, listPrice, override, entitlement, effective } = priceAt(rates, pricing, usage, at)
  const isEntitled = entitlement?.isEntitled ?? rate?.isEntitled ?? true
  if (effective === null || !isEntitled) return null
  const overwrite = override?.change?.type === 'OVERWRITE' ? override.change : null
  const creditTypeId = overwrite?.creditTypeId ?? rate?.creditTypeId
  if (creditTypeId === undefined)
    throw new Error('a price comes of neither a rate nor an overwrite, so that its unit is not known')
  return { rate, override, listPrice, effective, creditTypeId }
}

/** Whether there is a price for some usage at an instant, be it entitled or not. @param rates as for `priceInForce`. */
export function hasPrice(
  rates: readonly UsageRate[],
  pricing: ContractPricing,
  usage: PricedUsage,
  at: Instant,
): boolean {
  return priceAt(rates, pricing, usage, at).effective !== null
}

function priceAt<Rate extends UsageRate>(
  rates: readonly Rate[],
  pricing: ContractPricing,
  usage: PricedUsage,
  at: Instant,
) {
  const rate = rateInForce(rates, at)
  const listPrice = rate?.price ?? null
  const hasMinimum = minimumOf(listPrice) !== null
  const { price: override, entitlement } = chooseOverride(pricing, { ...usage, hasMinimum }, at)
  return { rate, listPrice, override, entitlement, effective: effectivePrice(listPrice, override) }
}
