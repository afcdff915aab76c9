import { seatAdjustmentId } from '../../rating/drawdown/seat-grants.ts'
import type { CatalogBalance } from './rows.ts'

/**
 * Whether a segment is what an increase of a subscription's quantity added to a child of a POOLED recurring commit or
 * credit within its period; its ledger has it as an adjustment, and not as a start.
 */
export function isSeatAdjustment({ id, versions, terms }: CatalogBalance, segmentId: string): boolean {
  // Its id follows from when it started at first, which an edit may have changed.
  return [...versions.map((version) => version.terms), terms].some(({ access }) =>
    access.segments.some(
      (segment) => segment.id === segmentId && seatAdjustmentId(id, segment.startingAt) === segmentId,
    ),
  )
}
