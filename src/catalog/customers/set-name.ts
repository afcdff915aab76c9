import type { CatalogScope } from '../scope.ts'
import { getCustomer } from './get.ts'
import type { Customer } from './rows.ts'

/** Renames a customer. @throws Problem not_found */
export async function setCustomerName(scope: CatalogScope, id: string, name: string): Promise<Customer> {
  await getCustomer(scope, id)
  await scope.catalog
    .updateTable('customers')
    .set({ name, updated_at: scope.clock.now() })
    .where('id', '=', id)
    .execute()
  return getCustomer(scope, id)
}
