import { addContractVersion } from '../contracts/add-version.ts'
import { getActiveContract } from '../contracts/get.ts'
import type { CatalogScope } from '../scope.ts'
import { archiveBalance } from './archive.ts'
import { getActiveBalance } from './edit.ts'
import type { BalanceRef } from './get.ts'

/**
 * Archives a commit or credit, a customer's or a contract's; of a contract's that is in the contract's history (OpenAPI,
 * archiveCommit and archiveCredit).
 * @throws Problem not_found, or invalid where it is archived already, or finalized invoices drew on it or bill it.
 */
export async function archiveOneBalance(scope: CatalogScope, ref: BalanceRef): Promise<void> {
  const now = scope.clock.now()
  await scope.catalog.transaction().execute(async (transaction) => {
    const balance = await getActiveBalance(transaction, ref, now)
    const { customerId, contractId } = balance
    await archiveBalance(transaction, balance, { field: `${ref.kind}_id: ${ref.kind}`, now })
    if (contractId === null) return
    const contract = await getActiveContract({ catalog: transaction }, { customerId, contractId })
    await addContractVersion(transaction, contract, {
      kind: 'EDIT',
      change: { [ref.kind === 'commit' ? 'archivedCommitIds' : 'archivedCreditIds']: [balance.id] },
      terms: contract.terms,
      createdAt: now,
    })
  })
}
