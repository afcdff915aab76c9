import type { Catalog } from '../database.ts'

/**
 * Finds the customers that have consolidated invoices: with a contract that asks for them and has children.
 * @param among those that are asked about; all where it is left out, and none where it is empty.
 */
export async function findConsolidatingCustomers(
  catalog: Catalog,
  among?: readonly string[],
): Promise<string[]> {
  const rows = await catalog
    .selectFrom('contracts as child')
    .innerJoin('contracts as parent', 'parent.id', 'child.parent_contract_id')
    .select('parent.customer_id')
    .distinct()
    .where('child.parent_contract_id', 'is not', null)
    .where('parent.invoice_consolidation_type', '=', 'CONCATENATE')
    .where('parent.archived_at', 'is', null)
    .orderBy('parent.customer_id')
    .execute()
  const ids = rows.map((row) => row.customer_id)
  if (among === undefined) return ids
  const asked = new Set(among)
  return ids.filter((id) => asked.has(id))
}
