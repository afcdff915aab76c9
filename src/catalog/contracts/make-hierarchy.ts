import { invalid, notFound } from '../../kernel/errors.ts'
import type { Term } from '../../kernel/term.ts'
import type { Catalog } from '../database.ts'
import type { ContractHierarchy, ContractLink } from './hierarchy.ts'

/** What a request says of a new contract's hierarchy; null is what was left out. */
export interface NewHierarchy {
  parent: ContractLink | null
  payer: ContractHierarchy['payer'] | null
  usageStatementBehavior: ContractHierarchy['usageStatementBehavior'] | null
  /** Null where no behavior as a parent is given at all. */
  invoiceConsolidationType: ContractHierarchy['invoiceConsolidationType'] | null
}

/**
 * Makes a new contract's place in a hierarchy, of one level: below a parent, or as a parent itself (OpenAPI, createContract:
 * hierarchy_configuration; docs/decisions/0018). Unless it is said, a child pays for itself, and nothing is consolidated.
 * @param contract the new one: whose it is, and its term.
 * @throws Problem not_found where the parent's customer has no such contract, invalid where a rule is broken, both naming
 * the field.
 */
export async function makeHierarchy(
  transaction: Catalog,
  { parent, payer, usageStatementBehavior, invoiceConsolidationType }: NewHierarchy,
  contract: Term & { customerId: string },
): Promise<ContractHierarchy> {
  const made: ContractHierarchy = {
    parent,
    payer: payer ?? 'SELF',
    usageStatementBehavior: usageStatementBehavior ?? 'SEPARATE',
    invoiceConsolidationType: invoiceConsolidationType ?? 'NONE',
  }
  const field = 'hierarchy_configuration'
  if (parent === null) {
    if (payer !== null) throw invalid(`${field}.payer: is only for a child, which has a parent`)
    if (usageStatementBehavior !== null) {
      throw invalid(`${field}.usage_statement_behavior: is only for a child, which has a parent`)
    }
    return made
  }
  if (invoiceConsolidationType !== null) {
    throw invalid(`${field}.parent_behavior: cannot be given together with parent; a child has no children`)
  }
  if (made.usageStatementBehavior === 'CONSOLIDATE' && made.payer !== 'PARENT') {
    throw invalid(`${field}.usage_statement_behavior: CONSOLIDATE needs the payer PARENT`)
  }
  await requireParent(transaction, parent, contract)
  return made
}

async function requireParent(
  transaction: Catalog,
  { contractId, customerId }: ContractLink,
  child: Term & { customerId: string },
): Promise<void> {
  const place = 'hierarchy_configuration.parent'
  const parent = await transaction
    .selectFrom('contracts')
    .select(['starting_at', 'ending_before', 'archived_at', 'parent_contract_id'])
    .where('id', '=', contractId)
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
  if (parent === undefined) throw notFound(`${place}.contract_id: contract`, contractId)
  if (customerId === child.customerId) {
    throw invalid(`${place}.customer_id: must be another customer than the child's`)
  }
  if (parent.archived_at !== null) throw invalid(`${place}.contract_id: contract ${contractId} is archived`)
  if (parent.parent_contract_id !== null) {
    throw invalid(`${place}.contract_id: contract ${contractId} is a child itself, and can have none`)
  }
  const startsInTime = parent.ending_before === null || child.startingAt < parent.ending_before
  const endsInTime = child.endingBefore === null || parent.starting_at < child.endingBefore
  if (startsInTime && endsInTime) return
  throw invalid(`${place}.contract_id: contract ${contractId} and its child must overlap in time`)
}
