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
 * is stored, as it was changed by itself, stands for the one that is worked out, and gets what later increases of seats
 * add to that. A stored one that its contract does not make any more is left out: its period starts after the
 * contract's new end.
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

/** What was once in it, or was taken out, is as its own changes left it; what comes on top ends with it. */
function withLaterSeats(changed: CatalogBalance, child: CatalogBalance): CatalogBalance {
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
  if (added.length === 0) return changed
  const { terms } = changed
  const segments = inOrderOfStart([...terms.access.segments, ...added])
  return { ...changed, terms: { ...terms, access: { ...terms.access, segments } } }
}
