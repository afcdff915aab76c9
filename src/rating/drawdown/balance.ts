import { type Decimal, ZERO } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { UsageSpecifier } from '../usage-specifier.ts'

/** An amount of a balance, and when it may be drawn: from `startingAt` until `endingBefore`. */
export interface AccessSegment {
  id: string
  amount: Decimal
  startingAt: Instant
  endingBefore: Instant
}

/** Which charges a balance covers: everything given must hold; what is null or empty admits all. */
export type BalanceSpecifier = UsageSpecifier

/** A commit or a credit, as far as it says what it pays for (reference section 6, Commits and credits). */
export interface Balance {
  id: string
  type: 'PREPAID' | 'POSTPAID' | 'CREDIT'
  /** The recurring commit or credit that made it; null where it stands alone. */
  recurringId: string | null
  name: string
  /** The lowest goes first; one without goes after all that have one. */
  priority: Decimal | null
  /** Which price the charges have that it covers. */
  rateType: 'COMMIT_RATE' | 'LIST_RATE'
  applicableProductIds: readonly string[]
  applicableProductTags: readonly string[]
  specifiers: readonly BalanceSpecifier[]
  /** Null for every contract of its customer; the one id of its own contract where it is of one. */
  contractIds: readonly string[] | null
  isContractLevel: boolean
  creditTypeId: string
  segments: readonly AccessSegment[]
  /** The type of the balance whose rest it is; null where it was not rolled over. */
  rolledOverFrom: 'PREPAID' | 'POSTPAID' | 'CREDIT' | null
  /** Whether it pays for what no other covers, and for nothing that another would. */
  isDrawnLast: boolean
  /** What is invoiced for one unit of access; 0 for credits and what is given free. */
  costBasis: Decimal
}

/** What is left of each segment, by its id. It may be below 0, which leaves nothing to draw. */
export type Remaining = ReadonlyMap<string, Decimal>

/** What may still be drawn of a segment; never below 0. */
export function leftOf(remaining: Remaining, { id }: AccessSegment): Decimal {
  const left = remaining.get(id)
  // A segment that is counted whole, or as nothing, because it was forgotten would be a wrong invoice.
  if (left === undefined) throw new Error(`what is left of segment ${id} is not known`)
  return left.isNegative() ? ZERO : left
}
