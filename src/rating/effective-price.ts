import type { Decimal } from '../kernel/decimal.ts'
import { flatRule } from './flat-rule.ts'
import { multiplyPrice, multiplyPriceByTiers } from './multiply-price.ts'
import type { Override } from './override.ts'
import type { Price } from './price.ts'
import type { PricingRule } from './pricing-rule.ts'
import { tieredRule } from './tiered-rule.ts'

/** What a quantity is priced at. */
export interface EffectivePrice {
  price: Price
  rule: PricingRule
  /** What one unit costs; of a price with tiers, one of the first. */
  unitPrice: Decimal
}

/**
 * The price of a rate as one override changes it (reference section 6): an overwrite takes its place, a multiplier
 * changes what a unit costs, also where that is a fraction, which may then pass 1. Multipliers in tiers cut the
 * price's own tiers.
 * @param listPrice null where there is no rate.
 * @param override the one that was chosen; null where none changes the price.
 * @returns null where there is neither a rate nor an overwrite.
 */
export function effectivePrice(listPrice: Price | null, override: Override | null): EffectivePrice | null {
  const price = changedPrice(listPrice, override)
  if (price === null) return null
  const effective = effectiveByPrice.get(price) ?? {
    price,
    rule: ruleOf(price),
    unitPrice: firstUnitPrice(price),
  }
  effectiveByPrice.set(price, effective)
  return effective
}

/** The same for each use of a price, which nobody changes: many contracts have those of one card. */
const effectiveByPrice = new WeakMap<Price, EffectivePrice>()

function changedPrice(listPrice: Price | null, override: Override | null): Price | null {
  const change = override?.change ?? null
  if (change?.type === 'OVERWRITE') return change.price
  if (listPrice === null || change === null) return listPrice
  return change.type === 'MULTIPLIER'
    ? multiplyPrice(listPrice, change.multiplier)
    : multiplyPriceByTiers(listPrice, change.tiers)
}

function ruleOf(price: Price): PricingRule {
  switch (price.rateType) {
    case 'FLAT':
    case 'PERCENTAGE':
    case 'SUBSCRIPTION':
      return flatRule(price.price)
    case 'TIERED':
    case 'TIERED_PERCENTAGE':
      return tieredRule(price.tiers)
  }
}

function firstUnitPrice(price: Price): Decimal {
  if (!('tiers' in price)) return price.price
  const [first] = price.tiers
  if (first === undefined) throw new Error('a tiered price has at least one tier')
  return first.price
}
