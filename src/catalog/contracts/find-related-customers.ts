import { sql } from 'kysely'
import type { Catalog } from '../database.ts'

/**
 * Finds with whom customers are in hierarchies, through any of their contracts, archived ones too, and through those of the
 * customers so found: what one of them draws may be another's (docs/decisions/0018). One query for all that are asked for.
 * @returns for each its own id and those of all that it is related to, in order; the same list for customers that are related.
 */
export async function relatedCustomerIds(
  catalog: Catalog,
  customerIds: readonly string[],
): Promise<Map<string, readonly string[]>> {
  const groups = groupLinked(await findLinks(catalog, customerIds))
  return new Map(customerIds.map((id) => [id, groups.get(id) ?? [id]]))
}

/** The same of all customers that are in a hierarchy; the others are left out. One query. */
export async function findHierarchies(catalog: Catalog): Promise<Map<string, readonly string[]>> {
  const { rows } = await sql<CustomerLink>`
    SELECT DISTINCT customer_id, parent_customer_id FROM contracts WHERE parent_customer_id IS NOT NULL`.execute(
    catalog,
  )
  return groupLinked(rows)
}

/** Two customers of which one has a contract with the other's as its parent. */
interface CustomerLink {
  customer_id: string
  parent_customer_id: string
}

/** The customers whom links connect, directly or through others, by the id of each; their ids in order. */
function groupLinked(links: readonly CustomerLink[]): Map<string, readonly string[]> {
  const groups = new Map<string, string[]>()
  const groupOf = (id: string) => {
    const group = groups.get(id) ?? [id]
    groups.set(id, group)
    return group
  }
  for (const { customer_id: child, parent_customer_id: parent } of links) {
    const [ofChild, ofParent] = [groupOf(child), groupOf(parent)]
    if (ofChild === ofParent) continue
    const [most, fewest] = ofChild.length > ofParent.length ? [ofChild, ofParent] : [ofParent, ofChild]
    most.push(...fewest)
    for (const id of fewest) groups.set(id, most)
  }
  for (const group of new Set(groups.values())) group.sort()
  return groups
}

/** The links of customers, and of those so found, as far as they hang together. */
async function findLinks(catalog: Catalog, customerIds: readonly string[]) {
  // Nobody is looked up where there are no links at all, as mostly. The last join is CROSS, as SQLite would else go through all
  // links there are instead of looking up the few.
  const { rows } = await sql<CustomerLink>`
    WITH RECURSIVE related (customer_id) AS (
      SELECT value FROM json_each(${JSON.stringify(customerIds)})
      WHERE EXISTS (SELECT 1 FROM contracts WHERE parent_customer_id IS NOT NULL)
      UNION
      SELECT contracts.parent_customer_id FROM related
      INNER JOIN contracts ON contracts.customer_id = related.customer_id
      WHERE contracts.parent_customer_id IS NOT NULL
      UNION
      SELECT contracts.customer_id FROM related
      INNER JOIN contracts ON contracts.parent_customer_id = related.customer_id
    )
    SELECT DISTINCT contracts.customer_id, contracts.parent_customer_id FROM related
    CROSS JOIN contracts ON contracts.customer_id = related.customer_id
    WHERE contracts.parent_customer_id IS NOT NULL`.execute(catalog)
  return rows
}
