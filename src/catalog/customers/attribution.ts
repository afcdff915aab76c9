import type { CatalogScope } from '../scope.ts'
import type { Customer } from './rows.ts'

/** Every text that events of this customer may carry as their customer_id (semantics 12). */
export function eventIdentifiers(customer: Pick<Customer, 'id' | 'ingestAliases'>): string[] {
  return [customer.id, ...customer.ingestAliases]
}

/**
 * Finds whose events each identifier's are now, by customer id or present alias (semantics 12).
 * @param whose `active` leaves archived customers out.
 * @returns the customer's id by identifier; identifiers of nobody are not in it.
 */
export async function attributeIdentifiers(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  identifiers: readonly string[],
  whose: 'all' | 'active',
): Promise<Map<string, string>> {
  const owners = new Map<string, string>()
  for (let start = 0; start < identifiers.length; start += IDENTIFIERS_PER_QUERY) {
    const some = identifiers.slice(start, start + IDENTIFIERS_PER_QUERY)
    const byAlias = catalog
      .selectFrom('customer_aliases')
      .innerJoin('customers', 'customers.id', 'customer_aliases.customer_id')
      .select(['customer_aliases.alias as identifier', 'customers.id', 'customers.archived_at'])
      .where('customer_aliases.alias', 'in', some)
    const byId = catalog
      .selectFrom('customers')
      .select(['customers.id as identifier', 'customers.id', 'customers.archived_at'])
      .where('customers.id', 'in', some)
    for (const row of await byAlias.unionAll(byId).execute()) {
      if (whose === 'all' || row.archived_at === null) owners.set(row.identifier, row.id)
    }
  }
  return owners
}

// SQLite takes at most 32,766 parameters in a statement, and each identifier is one twice.
const IDENTIFIERS_PER_QUERY = 15_000
