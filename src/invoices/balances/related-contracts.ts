import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import type { ContractLink } from '../../catalog/contracts/hierarchy.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import { isSharedWith } from './child-access.ts'
import { readsOf } from '../reads.ts'
import type { BillingScope } from '../scope.ts'

/** Reads the contracts of customers and of all that are in hierarchies with them, archived ones left out, by their ids. */
export async function readRelatedContracts(
  scope: BillingScope,
  customerIds: readonly string[],
): Promise<Map<string, Contract>> {
  const reads = readsOf(scope)
  const ids = new Set(customerIds)
  for (const id of customerIds) {
    for (const relatedId of await reads.relatedCustomersOf(id)) ids.add(relatedId)
  }
  const contracts = new Map<string, Contract>()
  for (const id of ids) {
    for (const contract of await reads.contractsOf(id)) contracts.set(contract.id, contract)
  }
  return contracts
}

/**
 * The customers whose drafts draw in one sequence with those of some: they share a commit or credit with one of them, or
 * with one that does. Those asked for come first.
 * @param related contracts of theirs, and of all that are related to them; read where they are left out.
 */
export async function drawingCustomers(
  scope: BillingScope,
  customerIds: readonly string[],
  related?: ReadonlyMap<string, Contract>,
): Promise<string[]> {
  const contracts = related ?? (await readRelatedContracts(scope, customerIds))
  const children = [...contracts.values()].filter(({ hierarchy }) => (hierarchy?.parent ?? null) !== null)
  if (children.length === 0) return [...customerIds]
  const parentIds = [...new Set(children.flatMap(({ hierarchy }) => hierarchy?.parent?.customerId ?? []))]
  const sharing = await Promise.all(
    parentIds.map(async (parentId) => {
      const balances = await sharedBalances(scope, parentId, contracts)
      const users = children.filter((child) => balances.some((balance) => isSharedWith(balance, child)))
      return users.length === 0 ? [] : [parentId, ...users.map(({ customerId }) => customerId)]
    }),
  )
  const found = new Set(customerIds)
  // The set grows while it is gone through.
  for (const id of found) {
    for (const group of sharing) if (group.includes(id)) group.forEach((one) => found.add(one))
  }
  return [...found]
}

/**
 * What a customer may share with children of its contracts: its commits and credits, and what its recurring ones have yet to
 * make; and with children of contracts that renew these, what is carried over of it.
 */
async function sharedBalances(
  scope: BillingScope,
  customerId: string,
  contracts: ReadonlyMap<string, Contract>,
): Promise<Parameters<typeof isSharedWith>[0][]> {
  const stored: readonly CatalogBalance[] = await readsOf(scope).balancesOf(customerId, scope.clock.now(), {
    includeArchived: false,
  })
  const recurring = [...contracts.values()]
    .filter((contract) => contract.customerId === customerId)
    .flatMap(({ id: contractId, terms }) =>
      [...terms.recurringCommits, ...terms.recurringCredits].map(({ childAccess, rolloverFraction }) => ({
        customerId,
        contractId,
        terms: { applicableContractIds: null, childAccess, rolloverFraction },
      })),
    )
  const renewals = [...contracts.values()].filter(({ renewedFromId }) => renewedFromId !== null)
  const carried = [...stored, ...recurring]
    .filter(({ terms }) => terms.rolloverFraction !== null)
    .flatMap((balance) =>
      renewals
        .filter(({ renewedFromId }) => renewedFromId === balance.contractId)
        .map(({ id: contractId }) => ({ ...balance, contractId })),
    )
  return [...stored, ...recurring, ...carried]
}

/**
 * Who pays for a contract's usage: its parent or itself; null where it is in no hierarchy.
 * @param contracts its own, and all that are related to it.
 */
export function payerOf(
  { id: contractId, customerId, hierarchy }: Contract,
  contracts: ReadonlyMap<string, Contract>,
): ContractLink | null {
  const parent = hierarchy?.parent ?? null
  if (parent !== null && hierarchy?.payer === 'PARENT') return parent
  const isParent = () =>
    [...contracts.values()].some((one) => one.hierarchy?.parent?.contractId === contractId)
  return parent !== null || isParent() ? { contractId, customerId } : null
}
