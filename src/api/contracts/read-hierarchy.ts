import type { z } from 'zod'
import type * as wire from '../../../schemas/hierarchies.ts'
import type { NewHierarchy } from '../../catalog/contracts/make-hierarchy.ts'

/** A new contract's place in a hierarchy; null where none is given. */
export function readHierarchy(
  given: z.output<typeof wire.contractHierarchyInput> | undefined,
): NewHierarchy | null {
  if (given === undefined) return null
  const { parent, parent_behavior: behavior } = given
  return {
    parent: parent === undefined ? null : { contractId: parent.contract_id, customerId: parent.customer_id },
    payer: given.payer ?? null,
    usageStatementBehavior: given.usage_statement_behavior ?? null,
    invoiceConsolidationType: behavior === undefined ? null : (behavior.invoice_consolidation_type ?? 'NONE'),
  }
}
