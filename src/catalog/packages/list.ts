import { pageOf, pagePosition, type PageRequest } from '../paging.ts'
import type { CatalogScope } from '../scope.ts'
import { fromPackageRows, type Package } from './rows.ts'

export interface PackageFilter extends PageRequest {
  archiveFilter: 'ARCHIVED' | 'NOT_ARCHIVED' | 'ALL'
}

/** Lists packages in order of creation. @throws Problem invalid on a cursor that is not this list's. */
export async function listPackages(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  { archiveFilter, ...request }: PackageFilter,
) {
  const position = pagePosition(request)
  let query = catalog.selectFrom('packages').selectAll().where('seq', '>', position.afterSeq)
  if (archiveFilter === 'ARCHIVED') query = query.where('archived_at', 'is not', null)
  if (archiveFilter === 'NOT_ARCHIVED') query = query.where('archived_at', 'is', null)
  const rows = await query.orderBy('seq').limit(position.readRows).execute()
  return pageOf(await fromPackageRows(catalog, rows), position, (found): Package => found)
}
