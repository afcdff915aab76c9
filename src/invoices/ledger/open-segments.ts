import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import type { AccessSegment } from '../../rating/drawdown/balance.ts'

/**
 * The segments of a commit or credit as an account counts them. Those of one that was archived with its contract or
 * customer end then (OpenAPI, archiveContract); one that was archived by itself has none, and no ledger (OpenAPI,
 * archiveCommit).
 */
export function openSegments({ archivedAt, archivedWith, terms }: CatalogBalance): AccessSegment[] {
  if (archivedAt === null) return [...terms.access.segments]
  if (archivedWith === null) return []
  return terms.access.segments
    .filter(({ startingAt }) => startingAt < archivedAt)
    .map((segment) => ({ ...segment, endingBefore: Math.min(segment.endingBefore, archivedAt) }))
}
