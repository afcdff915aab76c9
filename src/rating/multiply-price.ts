import { type Decimal, ZERO } from '../kernel/decimal.ts'
import type { MultiplierTier } from './override.ts'
import type { Price, PriceTier } from './price.ts'

/** A price times a factor: what each unit costs, in every tier. A minimum stays what it is. */
export function multiplyPrice(price: Price, multiplier: Decimal): Price {
  if (!('tiers' in price)) return { ...price, price: price.price.times(multiplier) }
  return { ...price, tiers: price.tiers.map((tier) => ({ ...tier, price: tier.price.times(multiplier) })) }
}

/**
 * A price times the factors of multipliers in tiers: both kinds of tiers count the quantity used so far, and there is
 * a tier for each piece that one price and one factor hold in. The last of either goes on for good. The result is
 * TIERED, or TIERED_PERCENTAGE for a percentage.
 * @param multipliers at least one.
 */
export function multiplyPriceByTiers(price: Price, multipliers: readonly MultiplierTier[]): Price {
  const priceTiers = 'tiers' in price ? price.tiers : [{ size: null, price: price.price }]
  const tiers = cutTiers(priceTiers, multipliers)
  return price.rateType === 'PERCENTAGE' || price.rateType === 'TIERED_PERCENTAGE'
    ? { rateType: 'TIERED_PERCENTAGE', tiers, minimum: price.minimum }
    : { rateType: 'TIERED', tiers }
}

function cutTiers(prices: readonly PriceTier[], multipliers: readonly MultiplierTier[]): PriceTier[] {
  const ends = [...endsOf(prices), ...endsOf(multipliers)].sort((a, b) => a.comparedTo(b))
  const cuts = ends.filter((end, index) => index === 0 || !end.equals(ends[index - 1] ?? ZERO))
  return [...cuts, null].map((end, index) => {
    const start = cuts[index - 1] ?? ZERO
    const unitPrice = tierAfter(prices, start).price.times(tierAfter(multipliers, start).multiplier)
    return { size: end === null ? null : end.minus(start), price: unitPrice }
  })
}

/** Where tiers end, but for the last one, which does not. */
function endsOf(tiers: readonly { size: Decimal | null }[]): Decimal[] {
  const ends: Decimal[] = []
  for (const { size } of tiers.slice(0, -1)) {
    if (size === null) break
    ends.push((ends.at(-1) ?? ZERO).plus(size))
  }
  return ends
}

/** The tier that the next unit after a quantity is in. */
function tierAfter<Tier extends { size: Decimal | null }>(tiers: readonly Tier[], quantity: Decimal): Tier {
  const ends = endsOf(tiers)
  const tier = tiers[ends.filter((end) => end.lessThanOrEqualTo(quantity)).length]
  if (tier === undefined) throw new Error('there is at least one tier')
  return tier
}
