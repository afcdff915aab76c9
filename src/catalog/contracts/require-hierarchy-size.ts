import { invalid } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import { isInForce } from '../../kernel/term.ts'
import type { Catalog } from '../database.ts'
import type { Contract } from './rows.ts'

/** The most contracts of a hierarchy that run at once, the parent's among them. */
const HIERARCHY_CONTRACTS_MAX = 10

/**
 * Holds a hierarchy to its size, once a contract of it was made or its end was moved, within the caller's transaction: from
 * now on, no more of its contracts run at any one time. Archived ones do not count (docs/decisions/0018).
 * @throws Problem invalid, naming the field.
 */
export async function requireHierarchySize(
  transaction: Catalog,
  { id, hierarchy }: Pick<Contract, 'id' | 'hierarchy'>,
  { field, now }: { field: string; now: Instant },
): Promise<void> {
  const parentId = hierarchy?.parent?.contractId ?? id
  const rows = await transaction
    .selectFrom('contracts')
    .select(['starting_at as startingAt', 'ending_before as endingBefore'])
    .where((where) => where.or([where('id', '=', parentId), where('parent_contract_id', '=', parentId)]))
    .where('archived_at', 'is', null)
    .execute()
  // The most run where one of them starts.
  const starts = rows.map(({ startingAt }) => Math.max(startingAt, now))
  const isTooMany = (at: Instant) =>
    rows.filter((term) => isInForce(term, at)).length > HIERARCHY_CONTRACTS_MAX
  if (!starts.some(isTooMany)) return
  throw invalid(
    `${field}: more than ${HIERARCHY_CONTRACTS_MAX} contracts of the hierarchy would run at once, the parent's among them`,
  )
}
