import type { Instant } from '../../kernel/instant.ts'
import type { Catalog } from '../database.ts'
import { findAllBalances } from './find-all.ts'
import type { CatalogBalance } from './rows.ts'

/**
 * Finds the commits and credits that a contract's usage may draw on: its own, and its customer's that are for it. What
 * was rolled over is not among them.
 * @param contractId null for a contract that is about to be made.
 */
export async function findDrawableBalances(
  catalog: Catalog,
  customerId: string,
  contractId: string | null,
  at: Instant,
): Promise<CatalogBalance[]> {
  const balances = await findAllBalances({ catalog }, customerId, at, { includeArchived: false })
  return balances.filter((balance) => {
    if (balance.contractId !== null) return balance.contractId === contractId
    const { applicableContractIds } = balance.terms
    return (
      applicableContractIds === null || (contractId !== null && applicableContractIds.includes(contractId))
    )
  })
}
