import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { AccessSegment } from '../../rating/drawdown/balance.ts'
import type { CustomerAccount } from '../balances/account.ts'
import { isPostedTo } from './postings.ts'

/**
 * The segments of a commit or credit as an account counts them: those that open before what it is of has ended, cut there
 * (`cutSegments`), and others that something was posted to. One that was archived by itself has none, and no ledger
 * (OpenAPI, archiveCommit).
 */
export function openSegments(account: CustomerAccount, balance: CatalogBalance): AccessSegment[] {
  if (balance.archivedAt !== null && balance.archivedWith === null) return []
  return cutSegments(account, balance).filter(
    (segment) => segment.startingAt < segment.endingBefore || isPostedTo(account, segment),
  )
}

/**
 * The segments of a commit or credit, each up to where it is archived with its contract or customer, or its contract ends
 * (docs/decisions/0015); one that would start later ends as it starts. What is the customer's ends with no contract.
 */
export function cutSegments(account: CustomerAccount, balance: CatalogBalance): AccessSegment[] {
  const end = endOf(account, balance)
  return balance.terms.access.segments.map((segment) => ({
    ...segment,
    endingBefore: Math.min(segment.endingBefore, Math.max(end, segment.startingAt)),
  }))
}

function endOf({ contractEnds }: CustomerAccount, { contractId, archivedAt }: CatalogBalance): Instant {
  const contractEnd = contractId === null ? undefined : contractEnds.get(contractId)
  return Math.min(contractEnd ?? Infinity, archivedAt ?? Infinity)
}
