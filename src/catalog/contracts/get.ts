import { notFound } from '../../kernel/errors.ts'
import type { CatalogScope } from '../scope.ts'
import { fromContractRow, type Contract } from './rows.ts'

/** Which contract a request is about. */
export interface ContractRef {
  customerId: string
  contractId: string
}

/** Finds a contract of a customer, archived or not. @throws Problem not_found, also where it is another customer's. */
export async function getContract(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  { customerId, contractId }: ContractRef,
): Promise<Contract> {
  const row = await catalog
    .selectFrom('contracts')
    .selectAll()
    .where('id', '=', contractId)
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
  if (row === undefined) throw notFound('contract', contractId)
  return fromContractRow(row)
}
