import { findAllBalancesAsKnown } from '../../catalog/balances/find-all.ts'
import { rolledOverBalance } from '../../catalog/balances/rolled-over.ts'
import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import { listContractsOf } from '../../catalog/contracts/list.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import type { StoredInvoice } from '../../catalog/invoices/rows.ts'
import { asKnown } from '../../catalog/terms-known.ts'
import { knownTo } from '../reading/as-invoiced.ts'
import type { InvoiceScope } from '../scope.ts'

/** Those of a customer's commits and credits that are named, as far as there were any by the terms of an invoice. */
export async function findDrawnBalances(
  scope: InvoiceScope,
  invoiced: StoredInvoice,
  customerId: string,
  ids: ReadonlySet<string>,
): Promise<CatalogBalance[]> {
  const isDrawn = ({ id }: CatalogBalance) => ids.has(id)
  const contractVersions = knownTo(invoiced, 'contractVersions')
  const stored = await findAllBalancesAsKnown(scope, customerId, scope.clock.now(), contractVersions)
  if (stored.filter(isDrawn).length === ids.size) return stored.filter(isDrawn)
  const contracts = await listContractsOf(scope, customerId, { includeArchived: true })
  const rolledOver = rolledOverTo(
    contracts.map((contract) => asKnown(contract, contractVersions)),
    stored.map((balance) => asKnown(balance, knownTo(invoiced, 'balanceVersions'))),
  )
  return [...stored, ...rolledOver].filter(isDrawn)
}

/** What renewals may have of the commits and credits of the contracts that they renew: of each as much as could be left. */
function rolledOverTo(contracts: readonly Contract[], balances: readonly CatalogBalance[]): CatalogBalance[] {
  return contracts.flatMap((renewal) =>
    balances
      .filter(({ contractId }) => contractId !== null && contractId === renewal.renewedFromId)
      .flatMap((balance) => {
        const { rolloverFraction, access } = balance.terms
        if (rolloverFraction === null) return []
        const rollovers = access.segments.map(({ id: segmentId, amount }) => ({
          segmentId,
          amount: amount.times(rolloverFraction),
        }))
        return [rolledOverBalance(balance, rollovers, renewal)]
      }),
  )
}
