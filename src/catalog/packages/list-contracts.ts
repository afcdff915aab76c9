import type { Instant } from '../../kernel/instant.ts'
import { fromContractRows, type Contract } from '../contracts/rows.ts'
import { pageOf, pagePosition, type PageRequest } from '../paging.ts'
import type { CatalogScope } from '../scope.ts'
import { getPackage } from './get.ts'

export interface PackageContractFilter extends PageRequest {
  includeArchived: boolean
  /** Only contracts that start then or later. */
  startingAt?: Instant | undefined
  /** Only contracts that are running then. */
  coveringDate?: Instant | undefined
}

/**
 * Lists the contracts made from a package, in order of creation (OpenAPI, listContractsOnPackage).
 * @throws Problem not_found where there is no such package, invalid on a cursor that is not this list's.
 */
export async function listContractsOnPackage(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  packageId: string,
  { includeArchived, startingAt, coveringDate, ...request }: PackageContractFilter,
) {
  const position = pagePosition(request)
  await getPackage({ catalog }, packageId)
  let query = catalog
    .selectFrom('contracts')
    .selectAll()
    .where('package_id', '=', packageId)
    .where('seq', '>', position.afterSeq)
  if (!includeArchived) query = query.where('archived_at', 'is', null)
  if (startingAt !== undefined) query = query.where('starting_at', '>=', startingAt)
  if (coveringDate !== undefined) {
    query = query
      .where('starting_at', '<=', coveringDate)
      .where((where) =>
        where.or([where('ending_before', 'is', null), where('ending_before', '>', coveringDate)]),
      )
  }
  const rows = await query.orderBy('seq').limit(position.readRows).execute()
  return pageOf(await fromContractRows(catalog, rows), position, (contract): Contract => contract)
}
