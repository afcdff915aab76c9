import type { Catalog } from '../database.ts'

/**
 * Finds the customers whose invoices may wait for those of children: with a contract that has some, and asks for consolidated
 * invoices or may share a POSTPAID commit.
 * @param among those that are asked about; all where it is left out, and none where it is empty.
 */
export async function findWaitingParents(catalog: Catalog, among?: readonly string[]): Promise<string[]> {
  const rows = await catalog
    .selectFrom('contracts as child')
    .innerJoin('contracts as parent', 'parent.id', 'child.parent_contract_id')
    .select('parent.customer_id')
    .distinct()
    .where((eb) =>
      eb.or([
        eb('parent.invoice_consolidation_type', '=', 'CONCATENATE'),
        eb.exists(
          eb
            .selectFrom('balances')
            .select('balances.id')
            .whereRef('balances.customer_id', '=', 'parent.customer_id')
            .where('balances.type', '=', 'POSTPAID')
            .where('balances.archived_at', 'is', null),
        ),
      ]),
    )
    .where('parent.archived_at', 'is', null)
    .orderBy('parent.customer_id')
    .execute()
  const ids = rows.map((row) => row.customer_id)
  if (among === undefined) return ids
  const asked = new Set(among)
  return ids.filter((id) => asked.has(id))
}
