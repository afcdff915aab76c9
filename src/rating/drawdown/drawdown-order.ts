import type { Decimal } from '../../kernel/decimal.ts'
import type { AccessSegment, Balance, BalanceSpecifier } from './balance.ts'

/** What a charge may draw on: one segment of a balance. */
export interface BalanceSegment {
  balance: Balance
  segment: AccessSegment
}

/** Below 0 where the first is drawn before the second. */
type Comparison = (a: BalanceSegment, b: BalanceSegment) => number

const POSTPAID_ROLLOVER = 0
const OTHER_ROLLOVER = 1
const PREPAID_OR_CREDIT = 2
const POSTPAID = 3
const LAST = 4

const byPriority: Comparison = (a, b) => compareNullLast(a.balance.priority, b.balance.priority)
const byCostBasis: Comparison = (a, b) => a.balance.costBasis.comparedTo(b.balance.costBasis)
const byProducts = fewest(({ balance }) => countProducts(balance))
const byGroupValues = fewest(({ balance }) => countGroupValueSpecifiers(balance))
const byEnd = fewest(({ segment }) => segment.endingBefore)
const byStart = fewest(({ segment }) => segment.startingAt)
const byContracts = fewest(({ balance }) => balance.contractIds?.length ?? Infinity)
const byLevel = fewest(({ balance }) => (balance.isContractLevel ? 0 : 1))
const byId: Comparison = (a, b) =>
  compareTexts(a.balance.id, b.balance.id) || compareTexts(a.segment.id, b.segment.id)

const TIES = [byPriority, byCostBasis, byProducts, byGroupValues, byEnd, byStart, byContracts, byLevel, byId]
// The reference gives them no cost basis; what their own ties leave open goes on as for the others.
const ROLLOVER_TIES = TIES.filter((tie) => tie !== byCostBasis)

/**
 * Puts balances in the order in which any charge draws on them (reference section 6, Drawdown order). What was rolled
 * over goes first, of postpaid origin before all other; then prepaid commits and credits together, then postpaid
 * commits, and last what was paid for spend that none of them covers. Within each: the lowest priority, the lowest cost
 * basis, the fewest products, the fewest specifiers with group values, the earliest end, the earliest start, the fewest
 * contracts, a contract's own before its customer's. Ids decide at last, so that the order never depends on that of the
 * input.
 */
export function drawdownOrder(segments: readonly BalanceSegment[]): BalanceSegment[] {
  return segments.toSorted((a, b) => {
    const tier = tierOf(a.balance)
    const ties = tier <= OTHER_ROLLOVER ? ROLLOVER_TIES : TIES
    return tier - tierOf(b.balance) || firstDifference(ties, a, b)
  })
}

function tierOf({ type, rolledOverFrom, isDrawnLast }: Balance): number {
  if (isDrawnLast) return LAST
  if (rolledOverFrom === 'POSTPAID') return POSTPAID_ROLLOVER
  if (rolledOverFrom !== null) return OTHER_ROLLOVER
  return type === 'POSTPAID' ? POSTPAID : PREPAID_OR_CREDIT
}

function firstDifference(comparisons: readonly Comparison[], a: BalanceSegment, b: BalanceSegment): number {
  for (const compare of comparisons) {
    const difference = compare(a, b)
    if (difference !== 0) return difference
  }
  return 0
}

function fewest(countOf: (segment: BalanceSegment) => number): Comparison {
  return (a, b) => {
    const [one, other] = [countOf(a), countOf(b)]
    // Two without an end differ by NaN.
    return one === other ? 0 : one - other
  }
}

/** How many products are named, a tag or a set of tags as one; without an end where all are covered. */
function countProducts({ applicableProductIds, applicableProductTags, specifiers }: Balance): number {
  const named = specifiers.map(({ productId, productTags }) =>
    JSON.stringify([productId, productTags.toSorted()]),
  )
  const coversAll =
    applicableProductIds.length + applicableProductTags.length + specifiers.length === 0 ||
    specifiers.some(({ productId, productTags }) => productId === null && productTags.length === 0)
  return coversAll
    ? Infinity
    : new Set(applicableProductIds).size + new Set(applicableProductTags).size + new Set(named).size
}

/** Without an end where some products are covered whatever their group values. */
function countGroupValueSpecifiers(balance: Balance): number {
  const { applicableProductIds, applicableProductTags, specifiers } = balance
  const isForAllValues =
    applicableProductIds.length + applicableProductTags.length > 0 ||
    specifiers.length === 0 ||
    specifiers.some((specifier) => !hasGroupValues(specifier))
  return isForAllValues ? Infinity : specifiers.length
}

function hasGroupValues({ pricingGroupValues, presentationGroupValues }: BalanceSpecifier): boolean {
  return Object.keys(pricingGroupValues).length + Object.keys(presentationGroupValues).length > 0
}

function compareNullLast(a: Decimal | null, b: Decimal | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return a.comparedTo(b)
}

function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
