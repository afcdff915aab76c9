import type { CatalogScope } from '../scope.ts'
import { getCustomer } from './get.ts'

/** What a customer is called in other systems. */
export interface CustomerConfig {
  /** Undefined leaves it as it is, null takes it away. */
  salesforceAccountId?: string | null | undefined
}

/** Sets what a customer is called in other systems (OpenAPI, updateCustomerConfig). @throws Problem not_found */
export async function setCustomerConfig(
  scope: CatalogScope,
  id: string,
  { salesforceAccountId }: CustomerConfig,
): Promise<void> {
  await getCustomer(scope, id)
  if (salesforceAccountId === undefined) return
  await scope.catalog
    .updateTable('customers')
    .set({ salesforce_account_id: salesforceAccountId, updated_at: scope.clock.now() })
    .where('id', '=', id)
    .execute()
}
