import { newId } from '../../kernel/ids.ts'
import type { CatalogScope } from '../scope.ts'
import { replaceAliases } from './aliases.ts'
import { getCustomer } from './get.ts'
import type { Customer } from './rows.ts'

export interface NewCustomer {
  name: string
  ingestAliases: readonly string[]
  customFields: Readonly<Record<string, string>>
}

/** Creates a customer. @throws Problem conflict where an alias is another customer's. */
export async function createCustomer(scope: CatalogScope, input: NewCustomer): Promise<Customer> {
  const now = scope.clock.now()
  const id = newId()
  await scope.catalog.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('customers')
      .values({
        id,
        name: input.name,
        custom_fields: JSON.stringify(input.customFields),
        created_at: now,
        updated_at: now,
        archived_at: null,
      })
      .execute()
    await replaceAliases(transaction, id, input.ingestAliases)
  })
  return getCustomer(scope, id)
}
