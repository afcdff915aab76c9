import type { Instant } from '../../kernel/instant.ts'
import type { Catalog } from '../database.ts'
import type { ContractLink } from './hierarchy.ts'

/** A contract that another one is the parent of, as it is now. */
export interface ChildContract extends ContractLink {
  startingAt: Instant
  /** Null where it has no end. */
  endingBefore: Instant | null
  createdAt: Instant
  archivedAt: Instant | null
}

/**
 * Finds the child contracts of contracts, archived ones too, in the order in which they were made, by the parent's id. One
 * without children is left out; an empty list of ids has none.
 */
export async function findChildContracts(
  catalog: Catalog,
  contractIds: readonly string[],
): Promise<Map<string, ChildContract[]>> {
  if (contractIds.length === 0) return new Map()
  const rows = await catalog
    .selectFrom('contracts')
    .select([
      'id',
      'customer_id',
      'parent_contract_id',
      'starting_at',
      'ending_before',
      'created_at',
      'archived_at',
    ])
    .where('parent_contract_id', 'in', contractIds)
    .orderBy('seq')
    .execute()
  const children = new Map<string, ChildContract[]>()
  for (const row of rows) {
    if (row.parent_contract_id === null) continue
    const child = {
      contractId: row.id,
      customerId: row.customer_id,
      startingAt: row.starting_at,
      endingBefore: row.ending_before,
      createdAt: row.created_at,
      archivedAt: row.archived_at,
    }
    children.set(row.parent_contract_id, [...(children.get(row.parent_contract_id) ?? []), child])
  }
  return children
}
