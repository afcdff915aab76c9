import { ZERO } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import { selectContracts } from '../contracts/list.ts'
import { fromContractRows, type Contract } from '../contracts/rows.ts'
import type { CatalogScope } from '../scope.ts'
import { findAllBalances } from './find-all.ts'
import { rolledOverBalance } from './rolled-over.ts'
import type { CatalogBalance } from './rows.ts'

/**
 * What may have been carried over to the renewals among a customer's contracts, whatever was left to carry: each with its
 * ids and segments, of which the amounts are known only where invoices are computed (`src/invoices`), and 0 here.
 * @param balances all of the customer's.
 */
function rolloverCandidates(
  contracts: readonly Contract[],
  balances: readonly CatalogBalance[],
): CatalogBalance[] {
  return contracts.flatMap((renewal) => {
    if (renewal.renewedFromId === null) return []
    return balances
      .filter(
        ({ contractId, terms }) => contractId === renewal.renewedFromId && terms.rolloverFraction !== null,
      )
      .flatMap((balance) => {
        const nothing = balance.terms.access.segments.map(({ id }) => ({ segmentId: id, amount: ZERO }))
        return nothing.length === 0 ? [] : [rolledOverBalance(balance, nothing, renewal)]
      })
  })
}

/** Finds what may have been carried over to the renewals among a customer's contracts. */
export async function findRolloverCandidates(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  customerId: string,
  at: Instant,
): Promise<CatalogBalance[]> {
  const rows = await selectContracts(catalog, { includeArchived: false })
    .where('customer_id', '=', customerId)
    .where('renewed_from_id', 'is not', null)
    .orderBy('seq')
    .execute()
  if (rows.length === 0) return []
  const balances = await findAllBalances({ catalog }, customerId, at, { includeArchived: false })
  return rolloverCandidates(await fromContractRows(catalog, rows), balances)
}
