import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import type { BalanceTerms } from '../../catalog/balances/terms.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import { clipRange } from '../../rating/billing-period.ts'
import type { Balance } from '../../rating/drawdown/balance.ts'
import type { DrawableBalance } from './drawable-balances.ts'

/** Whose a commit or credit is, and with whom it is shared. */
type Shared = Pick<CatalogBalance, 'customerId' | 'contractId'> & {
  terms: Pick<BalanceTerms, 'applicableContractIds' | 'childAccess'>
}

/** Whose a contract is, and of which it is a child. */
export type ContractInHierarchy = Pick<Contract, 'id' | 'customerId' | 'hierarchy'>

/** Whether a contract's charges may draw on a commit or credit, leaving aside when: its customer's, or what is shared. */
export function isOpenTo(balance: Shared, contract: ContractInHierarchy): boolean {
  if (balance.customerId !== contract.customerId) return isSharedWith(balance, contract)
  return isOfContract(balance, contract.id)
}

/**
 * Whether a commit or credit is shared with a contract: it is open to the parent's contract, and its access admits the child
 * (OpenAPI, createContract: child_access).
 */
export function isSharedWith(balance: Shared, { id, hierarchy }: ContractInHierarchy): boolean {
  const { childAccess } = balance.terms
  const parent = hierarchy?.parent ?? null
  if (parent === null || parent.customerId !== balance.customerId) return false
  if (!isOfContract(balance, parent.contractId)) return false
  return (
    childAccess.type === 'ALL' ||
    (childAccess.type === 'CONTRACT_IDS' && childAccess.contractIds.includes(id))
  )
}

function isOfContract({ contractId: owner, terms }: Shared, contractId: string): boolean {
  if (owner !== null) return owner === contractId
  return terms.applicableContractIds === null || terms.applicableContractIds.includes(contractId)
}

/**
 * A commit or credit as charges of a contract draw on it; null where they may not. What a parent shares is there while its
 * contract is active, and counts in the drawdown order as for as many contracts as it names.
 * @param contracts those that are not archived, by id.
 */
export function drawnBy(
  { balance, drawn }: DrawableBalance,
  contract: ContractInHierarchy,
  contracts: ReadonlyMap<string, Contract>,
): Balance | null {
  if (!isOpenTo(balance, contract)) return null
  if (balance.customerId === contract.customerId) return drawn
  const parent = contracts.get(contract.hierarchy?.parent?.contractId ?? '')
  if (parent === undefined) return null
  const { startingAt, endingBefore } = parent.terms
  const segments = drawn.segments.flatMap((segment) => {
    const range = { from: segment.startingAt, to: segment.endingBefore }
    const active = clipRange(range, startingAt, endingBefore)
    return active === null ? [] : [{ ...segment, startingAt: active.from, endingBefore: active.to }]
  })
  const contractIds = drawn.contractIds?.map((id) => (id === parent.id ? contract.id : id)) ?? null
  return { ...drawn, contractIds, segments }
}
