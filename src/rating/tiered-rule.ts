import { type Decimal, ZERO } from '../kernel/decimal.ts'
import type { PriceTier } from './price.ts'
import type { PricedPart, PricingRule } from './pricing-rule.ts'
import type { LineTier } from './usage-line.ts'

interface Tier {
  /** The same for all its lines. */
  tier: LineTier
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
      if (from.lessThan(to)) return partsBetween(placed, from, to)
      if (from.equals(to)) return [pricedPart(reachedTier(placed, to), ZERO)]
      return partsBetween(placed, to, from).map(takenBack).reverse()
    },
    firstUnitPrice: (from, to) =>
      (from.lessThan(to) ? tierAfter(placed, from) : reachedTier(placed, from)).price,
  }
}

/** Each tier's part of what lies between two quantities, in order. Invoices in batches price millions: few operations. */
function partsBetween(tiers: readonly Tier[], low: Decimal, high: Decimal): PricedPart[] {
  const parts: PricedPart[] = []
  let start = low
  for (const tier of tiers) {
    const { upTo } = tier
    if (upTo !== null && start.greaterThanOrEqualTo(upTo)) continue
    const end = upTo === null || high.lessThanOrEqualTo(upTo) ? high : upTo
    parts.push(pricedPart(tier, start.isZero() ? end : end.minus(start)))
    if (end === high) break
    start = end
  }
  return parts
}

function takenBack({ quantity, total, ...part }: PricedPart): PricedPart {
  return { ...part, quantity: quantity.negated(), total: total.negated() }
}

function pricedPart({ tier, price }: Tier, quantity: Decimal): PricedPart {
  return { quantity, unitPrice: price, total: quantity.times(price), tier }
}

/** The tier that holds a quantity: the first whose end is not below it. */
function reachedTier(tiers: readonly Tier[], quantity: Decimal): Tier {
  return firstTier(tiers, (upTo) => quantity.lessThanOrEqualTo(upTo))
}

/** The tier of what comes after a quantity: the first whose end is above it. */
function tierAfter(tiers: readonly Tier[], quantity: Decimal): Tier {
  return firstTier(tiers, (upTo) => quantity.lessThan(upTo))
}

function firstTier(tiers: readonly Tier[], isWithin: (upTo: Decimal) => boolean): Tier {
  const first = tiers.find(({ upTo }) => upTo === null || isWithin(upTo))
  if (first === undefined) throw new Error('a tiered price has at least one tier')
  return first
}

function placeTiers(tiers: readonly PriceTier[]): Tier[] {
  let startingAt = ZERO
  return tiers.map(({ size, price }, index) => {
    const end = size === null ? null : startingAt.plus(size)
    const isLast = index === tiers.length - 1
    const tier = { level: index + 1, startingAt, size }
    startingAt = end ?? startingAt
    return { tier, price, upTo: isLast ? null : end }
  })
}
