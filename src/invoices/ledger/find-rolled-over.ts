import { findAllBalances } from '../../catalog/balances/find-all.ts'
import { isWorkedOut, type CatalogBalance } from '../../catalog/balances/rows.ts'
import { listContractsOf } from '../../catalog/contracts/list.ts'
import type { CustomerAccount } from '../balances/account.ts'
import { readAccount } from './read-account.ts'
import type { InvoiceScope } from '../scope.ts'

/**
 * Finds what a customer's contracts left to those that renewed them up to now, but for what is stored since it was
 * changed. Drafts are computed, on which it depends how much that is, only where something can have been left.
 * @throws Problem not_found where the customer does not exist.
 */
export async function findRolledOver(scope: InvoiceScope, customerId: string): Promise<CatalogBalance[]> {
  return (await mayHaveRolledOver(scope, customerId))
    ? rolledOverIn(await readAccount(scope, customerId))
    : []
}

/** What was rolled over, but for what is stored since it was changed. */
export function rolledOverIn({ balances }: CustomerAccount): CatalogBalance[] {
  return balances.filter((balance) => balance.origin?.kind === 'ROLLOVER' && isWorkedOut(balance))
}

async function mayHaveRolledOver(scope: InvoiceScope, customerId: string): Promise<boolean> {
  const contracts = await listContractsOf(scope, customerId, { includeArchived: false })
  const now = scope.clock.now()
  const renewed = new Set(
    contracts
      .filter(({ terms }) => terms.startingAt <= now)
      .flatMap(({ renewedFromId }) => renewedFromId ?? []),
  )
  if (renewed.size === 0) return false
  const balances = await findAllBalances(scope, customerId, now, { includeArchived: false })
  return balances.some(
    ({ contractId, terms }) =>
      terms.rolloverFraction !== null && contractId !== null && renewed.has(contractId),
  )
}
