import { invalid, notFound } from '../../kernel/errors.ts'
import type { CatalogScope } from '../scope.ts'
import { fromContractRows, type Contract } from './rows.ts'

/** Which contract a request is about. */
export interface ContractRef {
  customerId: string
  contractId: string
}

/**
 * Finds a contract of a customer, archived or not.
 * @param field what the request calls its id.
 * @throws Problem not_found, also where it is another customer's.
 */
export async function getContract(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  { customerId, contractId }: ContractRef,
  field = 'contract_id',
): Promise<Contract> {
  const rows = await catalog
    .selectFrom('contracts')
    .selectAll()
    .where('id', '=', contractId)
    .where('customer_id', '=', customerId)
    .execute()
  const [contract] = await fromContractRows(catalog, rows)
  if (contract === undefined) throw notFound(`${field}: contract`, contractId)
  return contract
}

/**
 * Finds a contract that a request is to change, by its customer.
 * @throws Problem not_found, or invalid where it is archived.
 */
export async function getActiveContract(
  scope: Pick<CatalogScope, 'catalog'>,
  ref: ContractRef,
): Promise<Contract> {
  const contract = await getContract(scope, ref)
  if (contract.archivedAt !== null) throw invalid(`contract_id: contract ${contract.id} is archived`)
  return contract
}

/** Finds a contract by its id alone, archived or not. @throws Problem not_found */
export async function getContractById(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  contractId: string,
): Promise<Contract> {
  const rows = await catalog.selectFrom('contracts').selectAll().where('id', '=', contractId).execute()
  const [contract] = await fromContractRows(catalog, rows)
  if (contract === undefined) throw notFound('contract_id: contract', contractId)
  return contract
}
