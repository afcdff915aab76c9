import type { Instant } from '../../kernel/instant.ts'
import { isInForce } from '../../kernel/term.ts'
import type { Contract } from '../contracts/rows.ts'
import type { Catalog } from '../database.ts'
import type { ThresholdKind } from '../tables.ts'
import { thresholdOf } from './threshold-of.ts'

/**
 * Whether a contract is to be held against its threshold of a kind: the threshold is enabled, the contract in force, and
 * no payment for an earlier one of the kind is waited for.
 */
export async function isThresholdOpen(
  catalog: Catalog,
  contract: Contract,
  kind: ThresholdKind,
  now: Instant,
): Promise<boolean> {
  const threshold = thresholdOf(contract.terms, kind)
  if (threshold?.isEnabled !== true || contract.archivedAt !== null || !isInForce(contract.terms, now))
    return false
  const pending = await catalog
    .selectFrom('threshold_events')
    .select('id')
    .where('contract_id', '=', contract.id)
    .where('kind', '=', kind)
    .where('status', '=', 'PENDING')
    .executeTakeFirst()
  return pending === undefined
}
