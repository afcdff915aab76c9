import { derivedId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { AccessSegment } from '../../rating/drawdown/balance.ts'
import { addMonths } from '../../rating/billing-period.ts'
import type { Rollover } from '../../rating/drawdown/rollover.ts'
import type { Contract } from '../contracts/rows.ts'
import type { CatalogBalance } from './rows.ts'
import { applicabilityOf } from './seat-applicability.ts'
import { workedOutBalance } from './worked-out.ts'

/**
 * The commit or credit that a renewal has of what one of the renewed contract left (reference section 6,
 * `rollover_fraction`). It says what its origin says, costs nothing, as its origin was paid for or trued up, and is not
 * rolled over again. What was left may be drawn from the renewal's start to its end; where the renewal has none, for a
 * year, or as long as it could be before, where that is longer: what was carried over should not be lost at once.
 * Its ids are the same each time.
 * @param rollovers at least one.
 * @throws Error where the origin is of no contract; what is a customer's spans contracts and is not rolled over.
 */
export function rolledOverBalance(
  balance: CatalogBalance,
  rollovers: readonly Rollover[],
  renewal: Contract,
): CatalogBalance {
  const { id, customerId, contractId, type, terms } = balance
  if (contractId === null) throw new Error(`${id} is of no contract, and cannot be rolled over`)
  const { startingAt } = renewal.terms
  const segments = rollovers.map(({ segmentId, amount }) => ({
    id: rolledOverSegmentId(segmentId, renewal.id),
    amount,
    startingAt,
    endingBefore: renewal.terms.endingBefore ?? endOf(segmentId, terms.access.segments, startingAt),
  }))
  return workedOutBalance(
    {
      id: rolledOverId(id, renewal.id),
      customerId,
      contractId: renewal.id,
      type: type === 'CREDIT' ? 'CREDIT' : 'PREPAID',
      origin: { kind: 'ROLLOVER', balanceId: id, contractId, type },
      createdAt: startingAt,
      archivedAt: renewal.archivedAt,
    },
    {
      ...terms,
      ...applicabilityOf(balance),
      access: { ...terms.access, segments },
      invoice: null,
      rolloverFraction: null,
    },
  )
}

/** The id of what a renewal has of a commit or credit; the same each time. */
export function rolledOverId(balanceId: string, renewalId: string): string {
  return derivedId('rolled over', balanceId, renewalId)
}

/** The id of the segment that has what a segment left to a renewal; the same each time. */
export function rolledOverSegmentId(segmentId: string, renewalId: string): string {
  return derivedId('rolled over segment', segmentId, renewalId)
}

function endOf(segmentId: string, segments: readonly AccessSegment[], startingAt: Instant): Instant {
  const segment = segments.find(({ id }) => id === segmentId)
  if (segment === undefined) throw new Error(`segment ${segmentId} was rolled over and does not exist`)
  return Math.max(segment.endingBefore, addMonths(startingAt, 12))
}
