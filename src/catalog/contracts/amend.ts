import { findDrawableBalances } from '../balances/drawable.ts'
import { insertBalancesOf } from '../balances/insert.ts'
import { validateAddedAccess } from '../balances/validate-child-access.ts'
import type { CatalogScope } from '../scope.ts'
import { addContractVersion } from './add-version.ts'
import type { AmendmentHead } from './contract-change.ts'
import { openContractBook } from './contract-book.ts'
import { getActiveContract, type ContractRef } from './get.ts'
import { makeTerms, withAdded } from './make-terms.ts'
import type { NewTerms } from './new-terms.ts'
import { requireInstantWithin } from './within-contract.ts'

/** What an amendment says: of itself, and what it adds to the contract. */
export interface Amendment extends AmendmentHead {
  added: NewTerms
}

/**
 * Adds to what a contract says; a total contract value takes the place of the one before (OpenAPI, amendContract-v1).
 * @returns the amendment's id.
 * @throws Problem not_found or invalid, naming the field.
 */
export async function amendContract(
  scope: CatalogScope,
  ref: ContractRef,
  { added: given, ...amendment }: Amendment,
): Promise<string> {
  const createdAt = scope.clock.now()
  return scope.catalog.transaction().execute(async (transaction) => {
    const contract = await getActiveContract({ catalog: transaction }, ref)
    requireInstantWithin(contract.terms, amendment.startingAt, 'starting_at')
    const totalContractValue = amendment.totalContractValue ?? contract.terms.totalContractValue
    const terms = { ...contract.terms, totalContractValue }
    const balances = await findDrawableBalances(transaction, ref.customerId, contract.id, createdAt)
    const book = await openContractBook(transaction, terms, given, { balances, now: createdAt })
    const added = makeTerms(book, given, '')
    await validateAddedAccess(transaction, contract, given, '')
    const id = await addContractVersion(transaction, contract, {
      kind: 'AMENDMENT',
      change: { ...added.terms, amendment },
      terms: withAdded(terms, added.terms),
      createdAt,
    })
    await insertBalancesOf(transaction, contract, added.balances, { contractVersionId: id, createdAt })
    return id
  })
}
