import { createContractWithin, type NewContract } from '../contracts/create.ts'
import type { Contract } from '../contracts/rows.ts'
import type { CatalogScope } from '../scope.ts'
import { choosePackage, type PackageChoice } from './choose-package.ts'
import { contractTermsAt, type PackagedTerms } from './contract-terms-at.ts'

/** What is said of a contract besides what its package says. */
export type PackagedContract = Omit<NewContract, keyof PackagedTerms | 'packageId'>

/**
 * Makes a contract from a package: its terms as of the contract's start, held to the rules of any contract.
 * @throws Problem as `createContract` does; not_found where there is no such package, invalid where it is archived.
 */
export async function createContractFromPackage(
  scope: CatalogScope,
  choice: PackageChoice,
  input: PackagedContract,
): Promise<Contract> {
  const createdAt = scope.clock.now()
  return scope.catalog.transaction().execute(async (transaction) => {
    const { id, terms } = await choosePackage(transaction, choice, input.startingAt)
    const contract = { ...input, packageId: id, ...contractTermsAt(terms, input.startingAt) }
    return createContractWithin(transaction, contract, createdAt)
  })
}
