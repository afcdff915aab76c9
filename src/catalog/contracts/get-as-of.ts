import { notFound } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { CatalogScope } from '../scope.ts'
import { getContract, type ContractRef } from './get.ts'
import type { Contract } from './rows.ts'

/**
 * Finds a contract as it was at an instant: with what it said then, and not archived where it was not yet (OpenAPI,
 * getContract-v2: as_of_date).
 * @throws Problem not_found, also where it was not there yet.
 */
export async function getContractAsOf(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  ref: ContractRef,
  asOf: Instant,
): Promise<Contract> {
  const contract = await getContract({ catalog }, ref)
  const [first, ...later] = contract.versions.filter(({ createdAt }) => createdAt <= asOf)
  if (first === undefined) throw notFound('contract_id: contract', ref.contractId)
  const isArchived = contract.archivedAt !== null && contract.archivedAt <= asOf
  return {
    ...contract,
    archivedAt: isArchived ? contract.archivedAt : null,
    versions: [first, ...later],
    terms: (later.at(-1) ?? first).terms,
  }
}
