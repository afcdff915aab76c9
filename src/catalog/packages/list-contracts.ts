import { selectContracts, type ContractFilter } from '../contracts/list.ts'
import { fromContractRows, type Contract } from '../contracts/rows.ts'
import { pageOf, pagePosition, type PageRequest } from '../paging.ts'
import type { CatalogScope } from '../scope.ts'
import { getPackage } from './get.ts'

/**
 * Lists the contracts made from a package, in order of creation (OpenAPI, listContractsOnPackage).
 * @throws Problem not_found where there is no such package, invalid on a cursor that is not this list's.
 */
export async function listContractsOnPackage(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  packageId: string,
  filter: ContractFilter & PageRequest,
) {
  const position = pagePosition(filter)
  await getPackage({ catalog }, packageId)
  const rows = await selectContracts(catalog, filter)
    .where('package_id', '=', packageId)
    .where('seq', '>', position.afterSeq)
    .orderBy('seq')
    .limit(position.readRows)
    .execute()
  return pageOf(await fromContractRows(catalog, rows), position, (contract): Contract => contract)
}
