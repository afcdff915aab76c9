import type { CatalogScope } from '../scope.ts'
import { replaceAliases } from './aliases.ts'
import { getCustomer } from './get.ts'

/**
 * Replaces a customer's ingest aliases. Attribution is decided when events are read, so past events follow
 * at once (semantics 12).
 * @throws Problem not_found, or conflict where an alias is another customer's.
 */
export async function setIngestAliases(
  scope: CatalogScope,
  id: string,
  aliases: readonly string[],
): Promise<void> {
  await scope.catalog.transaction().execute(async (transaction) => {
    await getCustomer({ ...scope, catalog: transaction }, id)
    await replaceAliases(transaction, id, aliases)
    await transaction
      .updateTable('customers')
      .set({ updated_at: scope.clock.now() })
      .where('id', '=', id)
      .execute()
  })
}
