import { type Decimal, ZERO } from '../kernel/decimal.ts'
import type { PriceTier } from './price.ts'
import type { PricedPart, PricingRule } from './pricing-rule.ts'
import type { LineTier } from './usage-line.ts'

interface Tier extends LineTier {
  price: Decimal
  /** The last quantity that is in it; null where it has no end. */
  upTo: Decimal | null
}

/**
 * Graduated tiers (semantics 26): each unit costs what its own tier says. A tier begins after `startingAt` and goes
 * up to `startingAt + size`, that included. The last one goes on for good, and the first holds what lies below zero.
 * A fall is taken back from the highest tier that was reached.
 * @param tiers at least one.
 */
export function tieredRule(tiers: readonly PriceTier[]): PricingRule {
  const placed = placeTiers(tiers)
  return {
    parts(from, to) {
      const [low, high] = from.lessThan(to) ? [from, to] : [to, from]
      const parts = placed.flatMap((tier) => partWithin(tier, low, high, from.lessThan(to)))
      if (parts.length > 0) return from.lessThan(to) ? parts : parts.toReversed()
      return [pricedPart(reachedTier(placed, to), ZERO)]
    },
  }
}

function partWithin(tier: Tier, low: Decimal, high: Decimal, isRise: boolean): PricedPart[] {
  const start = tier.level === 1 || low.greaterThan(tier.startingAt) ? low : tier.startingAt
  const end = tier.upTo === null || high.lessThan(tier.upTo) ? high : tier.upTo
  if (start.greaterThanOrEqualTo(end)) return []
  return [pricedPart(tier, isRise ? end.minus(start) : start.minus(end))]
}

function pricedPart({ level, startingAt, size, price }: Tier, quantity: Decimal): PricedPart {
  const tier = { level, startingAt, size }
  return { quantity, unitPrice: price, total: quantity.times(price), tier }
}

/** The tier that holds a quantity: the first whose end is not below it. */
function reachedTier(tiers: readonly Tier[], quantity: Decimal): Tier {
  const reached = tiers.find(({ upTo }) => upTo === null || quantity.lessThanOrEqualTo(upTo))
  if (reached === undefined) throw new Error('a tiered price has at least one tier')
  return reached
}

function placeTiers(tiers: readonly PriceTier[]): Tier[] {
  let startingAt = ZERO
  return tiers.map(({ size, price }, index) => {
    const end = size === null ? null : startingAt.plus(size)
    const isLast = index === tiers.length - 1
    const tier = { level: index + 1, startingAt, size, price, upTo: isLast ? null : end }
    startingAt = end ?? startingAt
    return tier
  })
}
