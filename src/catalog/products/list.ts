import { pageOf, pagePosition, type PageRequest } from '../paging.ts'
import type { CatalogScope } from '../scope.ts'
import { fromProductRow, selectProducts } from './rows.ts'

export interface ProductFilter extends PageRequest {
  archiveFilter: 'ARCHIVED' | 'NOT_ARCHIVED' | 'ALL'
}

/** Lists products in order of creation. @throws Problem invalid on a cursor that is not this list's. */
export async function listProducts({ catalog }: CatalogScope, filter: ProductFilter) {
  const position = pagePosition(filter)
  let query = selectProducts(catalog).where('products.seq', '>', position.afterSeq)
  if (filter.archiveFilter !== 'ALL') {
    query = query.where('products.archived_at', filter.archiveFilter === 'ARCHIVED' ? 'is not' : 'is', null)
  }
  return pageOf(await query.limit(position.readRows).execute(), position, fromProductRow)
}
