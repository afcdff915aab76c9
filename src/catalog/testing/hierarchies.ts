import { createContract, type NewContract } from '../contracts/create.ts'
import type { ContractLink } from '../contracts/hierarchy.ts'
import type { NewHierarchy } from '../contracts/make-hierarchy.ts'
import type { Contract } from '../contracts/rows.ts'
import type { CatalogScope } from '../scope.ts'
import { addCustomer, newContract } from './fixtures.ts'

/** What a child says of its parent, and nothing else. */
export function childOf(parent: ContractLink | Contract, changes: Partial<NewHierarchy> = {}): NewHierarchy {
  const contractId = 'contractId' in parent ? parent.contractId : parent.id
  return {
    parent: { contractId, customerId: parent.customerId },
    payer: null,
    usageStatementBehavior: null,
    invoiceConsolidationType: null,
    ...changes,
  }
}

/** Creates a contract without a card, of a new customer; a child of the parent, where that is given. */
export async function addNode(
  scope: CatalogScope,
  parent: Contract | null = null,
  changes: Partial<NewContract> = {},
): Promise<Contract> {
  const customer = await addCustomer(scope)
  const hierarchy = parent === null ? null : childOf(parent)
  return createContract(scope, newContract(customer.id, { hierarchy, ...changes }))
}
