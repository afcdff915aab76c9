import { notFound } from '../../kernel/errors.ts'
import { among } from '../among.ts'
import type { CatalogScope } from '../scope.ts'
import { fromCustomerRows, type Customer } from './rows.ts'

/**
 * Finds a customer, archived or not.
 * @param field what the request calls its id; null where its path has it.
 * @throws Problem not_found
 */
export async function getCustomer(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  id: string,
  field: string | null = null,
): Promise<Customer> {
  const [customer] = await findCustomers({ catalog }, [id])
  if (customer === undefined) throw notFound(field === null ? 'customer' : `${field}: customer`, id)
  return customer
}

/** Finds those of the customers that exist. An empty list of ids finds none. */
export async function findCustomers(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  ids: readonly string[],
): Promise<Customer[]> {
  if (ids.length === 0) return []
  const rows = await catalog
    .selectFrom('customers')
    .selectAll()
    .where('id', 'in', among(ids))
    .orderBy('id')
    .execute()
  return fromCustomerRows(catalog, rows)
}
