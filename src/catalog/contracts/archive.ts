import { invalid } from '../../kernel/errors.ts'
import { voidInvoicesOf } from '../invoices/void.ts'
import type { CatalogScope } from '../scope.ts'
import { getContract, type ContractRef } from './get.ts'

/**
 * Archives a contract, for good (OpenAPI, archiveContract). Its uniqueness key stays used.
 * @param voidsInvoices whether its finalized invoices are voided as well.
 * @throws Problem not_found, or invalid where it is archived already.
 */
export async function archiveContract(
  scope: CatalogScope,
  ref: ContractRef,
  voidsInvoices = false,
): Promise<void> {
  const now = scope.clock.now()
  await scope.catalog.transaction().execute(async (transaction) => {
    const contract = await getContract({ catalog: transaction }, ref)
    if (contract.archivedAt !== null)
      throw invalid(`contract_id: contract ${contract.id} is archived already`)
    await transaction
      .updateTable('contracts')
      .set({ archived_at: now })
      .where('id', '=', contract.id)
      .execute()
    if (voidsInvoices) await voidInvoicesOf(transaction, contract.id, now)
  })
}
