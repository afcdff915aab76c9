import { pageOf, pagePosition, type PageRequest } from '../paging.ts'
import type { CatalogScope } from '../scope.ts'
import { fromProductRows, type Product } from './rows.ts'

export interface ProductFilter extends PageRequest {
  archiveFilter: 'ARCHIVED' | 'NOT_ARCHIVED' | 'ALL'
}

/** Lists products in order of creation. @throws Problem invalid on a cursor that is not this list's. */
export async function listProducts({ catalog }: CatalogScope, filter: ProductFilter) {
  const position = pagePosition(filter)
  let query = catalog.selectFrom('products').selectAll().where('seq', '>', position.afterSeq).orderBy('seq')
  if (filter.archiveFilter !== 'ALL') {
    query = query.where('archived_at', filter.archiveFilter === 'ARCHIVED' ? 'is not' : 'is', null)
  }
  const rows = await query.limit(position.readRows).execute()
  return pageOf(await fromProductRows(catalog, rows), position, (product): Product => product)
}
