import { invalid, notFound } from '../../kernel/errors.ts'
import type { CatalogScope } from '../scope.ts'
import { changeBalance, getActiveBalance } from './edit.ts'

/** Which commit's true-up is not to be billed. */
export interface TrueupRef {
  customerId: string
  /** The contract that the commit is of, or that bills it. */
  contractId: string
  commitId: string
  /** The amendment that the commit came with; null where that does not matter. */
  amendmentId: string | null
}

/**
 * Leaves unbilled what is not drawn of a POSTPAID commit (OpenAPI, disableCommitTrueup).
 * @throws Problem not_found where the contract has no such commit; invalid where it is PREPAID or archived, has no true-up
 * any more, or it is billed already.
 */
export async function disableTrueup(
  scope: CatalogScope,
  { customerId, contractId, commitId, amendmentId }: TrueupRef,
): Promise<void> {
  const createdAt = scope.clock.now()
  await scope.catalog.transaction().execute(async (transaction) => {
    const commit = await getActiveBalance(
      transaction,
      { kind: 'commit', customerId, id: commitId },
      createdAt,
    )
    const { type, terms, versions } = commit
    if ((commit.contractId ?? terms.invoiceContractId) !== contractId) {
      throw notFound(`contract_id: commit of contract ${contractId}`, commitId)
    }
    if (amendmentId !== null && versions[0].contractVersionId !== amendmentId) {
      throw invalid('amendment_id: the commit did not come with this amendment')
    }
    if (type !== 'POSTPAID') throw invalid('commit_id: must be a POSTPAID commit; others have no true-up')
    if (terms.isTrueupDisabled)
      throw invalid(`commit_id: the true-up of commit ${commitId} is disabled already`)
    await changeBalance(transaction, commit, { isTrueupDisabled: true }, { kind: 'EDIT', createdAt })
  })
}
