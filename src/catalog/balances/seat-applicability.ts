import { specifiersOfSeat } from '../../rating/drawdown/seat-grants.ts'
import type { UsageSpecifier } from '../../rating/usage-specifier.ts'
import type { CatalogBalance } from './rows.ts'
import type { Applicability } from './terms.ts'

const EVERYTHING: UsageSpecifier = {
  productId: null,
  productTags: [],
  pricingGroupValues: {},
  presentationGroupValues: {},
  exclude: [],
}

/**
 * What a commit or credit pays for: what its terms say, and of a seat's own the usage of that seat alone. The terms do
 * not say which seat, so that a change of them never opens it to others.
 */
export function applicabilityOf({ terms, origin }: Pick<CatalogBalance, 'terms' | 'origin'>): Applicability {
  const { applicableProductIds, applicableProductTags, specifiers } = terms
  const seats = origin?.kind === 'RECURRING' ? origin.subscription : null
  if (seats === null || seats.seatId === null || seats.seatGroupKey === null) {
    return { applicableProductIds, applicableProductTags, specifiers }
  }
  const named = [
    ...applicableProductIds.map((productId) => ({ ...EVERYTHING, productId })),
    ...applicableProductTags.map((tag) => ({ ...EVERYTHING, productTags: [tag] })),
    ...specifiers,
  ]
  return {
    applicableProductIds: [],
    applicableProductTags: [],
    specifiers: specifiersOfSeat(named.length === 0 ? [EVERYTHING] : named, seats.seatGroupKey, seats.seatId),
  }
}
