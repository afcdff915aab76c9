import { invalid } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Catalog } from '../database.ts'
import { findChildContracts } from './find-children.ts'

/**
 * Holds contracts that are to be archived to have no children any more: theirs end, or are archived, first, within the
 * caller's transaction (docs/decisions/0018).
 * @throws Problem invalid, naming the field and a child.
 */
export async function requireNoActiveChildren(
  transaction: Catalog,
  contractIds: readonly string[],
  { field, now }: { field: string; now: Instant },
): Promise<void> {
  for (const [parentId, children] of await findChildContracts(transaction, contractIds)) {
    const child = children.find(
      ({ archivedAt, endingBefore }) => archivedAt === null && (endingBefore === null || now < endingBefore),
    )
    if (child === undefined) continue
    throw invalid(
      `${field}: contract ${parentId} is the parent of contract ${child.contractId}, which has to end or be archived first`,
    )
  }
}
