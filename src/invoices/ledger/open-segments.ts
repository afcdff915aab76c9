import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import type { AccessSegment } from '../../rating/drawdown/balance.ts'
import type { CustomerAccount } from '../account.ts'

/**
 * The segments of a commit or credit as an account counts them. Those of an archived contract end where that was archived
 * (OpenAPI, archiveContract); what was archived by itself has none, and no ledger (OpenAPI, archiveCommit).
 */
export function openSegments(
  { contractsArchivedAt }: CustomerAccount,
  { archivedAt, contractId, terms }: CatalogBalance,
): AccessSegment[] {
  const closedAt = contractId === null ? null : (contractsArchivedAt.get(contractId) ?? null)
  if (archivedAt !== null && archivedAt !== closedAt) return []
  if (closedAt === null) return [...terms.access.segments]
  return terms.access.segments
    .filter(({ startingAt }) => startingAt < closedAt)
    .map((segment) => ({ ...segment, endingBefore: Math.min(segment.endingBefore, closedAt) }))
}
