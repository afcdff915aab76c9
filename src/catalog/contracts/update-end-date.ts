import { invalid } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { CatalogScope } from '../scope.ts'
import { getContract, type ContractRef } from './get.ts'

/**
 * Sets or moves the end of a contract; null makes it open-ended (OpenAPI, updateContractEndDate).
 * @throws Problem not_found, or invalid where it is archived or would end before it starts.
 */
export async function updateContractEndDate(
  scope: CatalogScope,
  ref: ContractRef,
  endingBefore: Instant | null,
): Promise<void> {
  await scope.catalog.transaction().execute(async (transaction) => {
    const contract = await getContract({ catalog: transaction }, ref)
    if (contract.archivedAt !== null) throw invalid(`contract_id: contract ${contract.id} is archived`)
    if (endingBefore !== null && endingBefore <= contract.startingAt) {
      throw invalid("ending_before: must be after the contract's starting_at")
    }
    await transaction
      .updateTable('contracts')
      .set({ ending_before: endingBefore })
      .where('id', '=', contract.id)
      .execute()
  })
}
