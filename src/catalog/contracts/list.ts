import type { Instant } from '../../kernel/instant.ts'
import { getCustomer } from '../customers/get.ts'
import type { Catalog } from '../database.ts'
import type { CatalogScope } from '../scope.ts'
import { fromContractRows, type Contract } from './rows.ts'

export interface ContractFilter {
  includeArchived: boolean
  /** Only contracts that start then or later. */
  startingAt?: Instant | undefined
  /** Only contracts that are running then. */
  coveringDate?: Instant | undefined
}

/**
 * Lists a customer's contracts in the order in which they start (OpenAPI, listContracts).
 * @throws Problem not_found where the customer does not exist.
 */
export async function listContractsOf(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  customerId: string,
  filter: ContractFilter,
): Promise<Contract[]> {
  await getCustomer({ catalog }, customerId, 'customer_id')
  const rows = await selectContracts(catalog, filter)
    .where('customer_id', '=', customerId)
    .orderBy('starting_at')
    .orderBy('seq')
    .execute()
  return fromContractRows(catalog, rows)
}

/** The rows of the contracts that a filter admits, to be chosen from further. */
export function selectContracts(
  catalog: Catalog,
  { includeArchived, startingAt, coveringDate }: ContractFilter,
) {
  let query = catalog.selectFrom('contracts').selectAll()
  if (!includeArchived) query = query.where('archived_at', 'is', null)
  if (startingAt !== undefined) query = query.where('starting_at', '>=', startingAt)
  if (coveringDate !== undefined) {
    query = query
      .where('starting_at', '<=', coveringDate)
      .where((where) =>
        where.or([where('ending_before', 'is', null), where('ending_before', '>', coveringDate)]),
      )
  }
  return query
}
