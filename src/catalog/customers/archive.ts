import { invalid } from '../../kernel/errors.ts'
import { requireNoActiveChildren } from '../contracts/require-no-active-children.ts'
import { voidInvoicesOf } from '../invoices/void.ts'
import type { CatalogScope } from '../scope.ts'
import { getCustomer } from './get.ts'

/**
 * Archives a customer and its contracts, for good, and voids the invoices of these (OpenAPI, archiveCustomer). Its aliases
 * stay taken, its usage can still be asked for (reference section 4, semantics 14).
 * @throws Problem not_found, or invalid where it is archived already, or a contract of it has children that are not.
 */
export async function archiveCustomer(scope: CatalogScope, id: string): Promise<void> {
  const now = scope.clock.now()
  await scope.catalog.transaction().execute(async (transaction) => {
    const customer = await getCustomer({ ...scope, catalog: transaction }, id)
    if (customer.archivedAt !== null) throw invalid(`id: customer ${id} is archived already`)
    const contracts = await transaction
      .selectFrom('contracts')
      .select('id')
      .where('customer_id', '=', id)
      .where('archived_at', 'is', null)
      .execute()
    await requireNoActiveChildren(
      transaction,
      contracts.map((contract) => contract.id),
      { field: 'id', now },
    )
    await transaction
      .updateTable('customers')
      .set({ archived_at: now, updated_at: now })
      .where('id', '=', id)
      .execute()
    await transaction
      .updateTable('contracts')
      .set({ archived_at: now })
      .where('customer_id', '=', id)
      .where('archived_at', 'is', null)
      .execute()
    for (const contract of contracts) await voidInvoicesOf(transaction, contract.id, now)
  })
}
