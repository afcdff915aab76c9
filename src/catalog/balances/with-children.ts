import type { Instant } from '../../kernel/instant.ts'
import type { AccessSegment } from '../../rating/drawdown/balance.ts'
import type { Contract } from '../contracts/rows.ts'
import { inOrderOfStart } from './make-segments.ts'
import { inOrderOfCreation } from './order-of-creation.ts'
import { recurringChildrenOf } from './recurring-children.ts'
import type { CatalogBalance } from './rows.ts'
import { isSeatAdjustment } from './seat-adjustment.ts'

/**
 * Stored commits and credits together with the children of contracts' recurring ones, in order of creation. A child that
 * is stored, as it was changed by itself, stands for the one that is worked out, and goes on to grant what its seats do,
 * but for what was changed of that. A stored one that its contract does not make any more is left out: its period starts
 * after the contract's new end.
 * @param contracts all that the stored ones are of.
 */
export function withChildren(
  stored: readonly CatalogBalance[],
  contracts: readonly Contract[],
  at: Instant,
): CatalogBalance[] {
  const storedById = new Map(stored.map((balance) => [balance.id, balance]))
  const children = contracts
    .flatMap((contract) => recurringChildrenOf(contract, at))
    .map((child) => {
      const changed = storedById.get(child.id)
      return changed === undefined ? child : withLaterSeats(changed, child)
    })
  const others = stored.filter(({ origin }) => origin?.kind !== 'RECURRING')
  return inOrderOfCreation([...others, ...children])
}

/** What its own changes gave a segment, or took out, is as they left it; what comes on top ends with it. */
function withLaterSeats(changed: CatalogBalance, child: CatalogBalance): CatalogBalance {
  if (child.origin?.kind !== 'RECURRING' || child.origin.subscription === null) return changed
  const known = new Set(
    changed.versions.flatMap(({ terms, change }) => [
      ...terms.access.segments.map(({ id }) => id),
      ...(change.access?.removedIds ?? []),
    ]),
  )
  const end = Math.max(...changed.terms.access.segments.map(({ endingBefore }) => endingBefore))
  const added = child.terms.access.segments
    .filter((segment) => isSeatAdjustment(child, segment.id) && !known.has(segment.id))
    .map((segment): AccessSegment => ({ ...segment, endingBefore: Math.min(segment.endingBefore, end) }))
    .filter(({ startingAt, endingBefore }) => startingAt < endingBefore)
  const { terms } = changed
  const segments = inOrderOfStart([...segmentsNow(changed, child), ...added])
  return { ...changed, terms: { ...terms, access: { ...terms.access, segments } } }
}

/** The segments of a stored child as its seats have them by now, each with what its own changes gave it. */
function segmentsNow(changed: CatalogBalance, child: CatalogBalance): AccessSegment[] {
  const updates = changed.versions.flatMap(({ change }) => change.access?.updates ?? [])
  const workedOut = new Map(child.terms.access.segments.map((segment) => [segment.id, segment]))
  const segments = changed.terms.access.segments.flatMap((segment): AccessSegment[] => {
    const own = updates.filter(({ id }) => id === segment.id)
    const now = workedOut.get(segment.id)
    // An increase that goes may have been made up for by an earlier one since.
    if (now === undefined) return isSeatAdjustment(changed, segment.id) && own.length === 0 ? [] : [segment]
    const isGiven = (field: 'amount' | 'startingAt' | 'endingBefore') =>
      own.some((one) => one[field] !== null)
    return [
      {
        id: segment.id,
        amount: (isGiven('amount') ? segment : now).amount,
        startingAt: (isGiven('startingAt') ? segment : now).startingAt,
        endingBefore: (isGiven('endingBefore') ? segment : now).endingBefore,
      },
    ]
  })
  return segments.filter(({ startingAt, endingBefore }) => startingAt < endingBefore)
}
