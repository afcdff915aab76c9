import type { z } from 'zod'
import type * as wire from '../../../schemas/hierarchies.ts'
import type { ContractLink } from '../../catalog/contracts/hierarchy.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'

/** A contract's place in a hierarchy: of a child its parent, of a parent its children; nothing where it is in none. */
export function writeHierarchy(
  { hierarchy }: Contract,
  children: readonly ContractLink[],
): z.output<typeof wire.contractHierarchyView> | undefined {
  if (hierarchy === null && children.length === 0) return undefined
  if (hierarchy === null || hierarchy.parent === null) {
    return {
      children: children.map(writeLink),
      parent_behavior: { invoice_consolidation_type: hierarchy?.invoiceConsolidationType ?? 'NONE' },
    }
  }
  return {
    parent: writeLink(hierarchy.parent),
    payer: hierarchy.payer,
    usage_statement_behavior: hierarchy.usageStatementBehavior,
  }
}

/** A contract and whose it is, as views and invoices name it. */
export function writeLink({ contractId, customerId }: ContractLink) {
  return { contract_id: contractId, customer_id: customerId }
}
