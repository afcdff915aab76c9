import { invalid } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { CatalogScope } from '../scope.ts'
import { addContractVersion } from './add-version.ts'
import { endBalances, storeEndedBalances } from './end-balances.ts'
import { endTerms } from './end-terms.ts'
import { getActiveContract, type ContractRef } from './get.ts'
import { requireEndByRenewal } from './renew.ts'
import { requireEndAfterInvoices } from './require-end-after-invoices.ts'
import { requireHierarchySize } from './require-hierarchy-size.ts'

/**
 * Sets or moves the end of a contract, and with an earlier one what it says (`endTerms`), its commits and credits
 * (`endBalances`); null makes it open-ended. A later end brings nothing back (OpenAPI, updateContractEndDate).
 * @param isBeforeInvoicesAllowed whether it may end before finalized usage invoices do, which stay as they are.
 * @throws Problem not_found, or invalid where it is archived, would end before it starts, after the start of its
 * renewal, before an invoice where that is not allowed, or later than its hierarchy has room for.
 */
export async function updateContractEndDate(
  scope: CatalogScope,
  ref: ContractRef,
  endingBefore: Instant | null,
  { isBeforeInvoicesAllowed } = { isBeforeInvoicesAllowed: true },
): Promise<void> {
  const createdAt = scope.clock.now()
  await scope.catalog.transaction().execute(async (transaction) => {
    const contract = await getActiveContract({ catalog: transaction }, ref)
    if (endingBefore !== null && endingBefore <= contract.terms.startingAt) {
      throw invalid("ending_before: must be after the contract's starting_at")
    }
    const isRenewed = await requireEndByRenewal(transaction, contract.id, endingBefore, 'ending_before')
    if (!isBeforeInvoicesAllowed) {
      await requireEndAfterInvoices(transaction, contract.id, endingBefore, 'ending_before')
    }
    const ended = await endBalances(transaction, contract, endingBefore, { isRenewed, now: createdAt })
    const contractVersionId = await addContractVersion(transaction, contract, {
      kind: 'END_DATE',
      change: { endingBefore, ...ended.change },
      terms: endTerms(contract.terms, endingBefore),
      createdAt,
    })
    await storeEndedBalances(transaction, ended, { contractVersionId, createdAt })
    await requireHierarchySize(transaction, contract, { field: 'ending_before', now: createdAt })
  })
}
