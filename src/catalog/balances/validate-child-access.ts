import { invalid, notFound } from '../../kernel/errors.ts'
import type { NewTerms } from '../contracts/new-terms.ts'
import type { Catalog } from '../database.ts'
import type { CatalogBalance } from './rows.ts'
import type { ChildAccess } from './terms.ts'

type Owner = Pick<CatalogBalance, 'customerId' | 'contractId'>

/**
 * Holds the contracts that may draw on a commit or credit to be children: of its contract, or of a customer's, of any of the
 * customer's contracts (OpenAPI, editCommit: child_access). Children are made after their parent, so that only a later request
 * can name them.
 * @param fieldPrefix where it is in the request: nothing, or such as `update_commits.0.`
 * @throws Problem not_found where there is no such contract, invalid where it is no such child, both naming the field.
 */
export async function validateChildAccess(
  transaction: Catalog,
  { customerId, contractId }: Owner,
  access: ChildAccess,
  fieldPrefix: string,
): Promise<void> {
  if (access.type !== 'CONTRACT_IDS' || access.contractIds.length === 0) return
  const rows = await transaction
    .selectFrom('contracts')
    .select(['id', 'parent_contract_id', 'parent_customer_id'])
    .where('id', 'in', access.contractIds)
    .execute()
  for (const [index, id] of access.contractIds.entries()) {
    const field = `${fieldPrefix}hierarchy_configuration.child_access.contract_ids.${index}`
    const row = rows.find((one) => one.id === id)
    if (row === undefined) throw notFound(`${field}: contract`, id)
    const isChild =
      contractId === null ? row.parent_customer_id === customerId : row.parent_contract_id === contractId
    if (isChild) continue
    const parent = contractId === null ? "one of the customer's contracts" : 'the contract'
    throw invalid(`${field}: contract ${id} is not a child of ${parent}`)
  }
}

/**
 * The same of all that a request adds to a contract.
 * @param fieldPrefix what the request's lists are called by before their names: nothing, or `add_`
 */
export async function validateAddedAccess(
  transaction: Catalog,
  contract: { id: string; customerId: string },
  { commits, credits, recurringCommits, recurringCredits }: NewTerms,
  fieldPrefix: '' | 'add_',
): Promise<void> {
  const owner = { customerId: contract.customerId, contractId: contract.id }
  for (const [list, added] of [
    ['commits', commits],
    ['credits', credits],
    ['recurring_commits', recurringCommits],
    ['recurring_credits', recurringCredits],
  ] as const) {
    for (const [index, { childAccess }] of added.entries()) {
      await validateChildAccess(transaction, owner, childAccess, `${fieldPrefix}${list}.${index}.`)
    }
  }
}
