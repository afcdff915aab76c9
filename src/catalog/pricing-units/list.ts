import { pageOf, pagePosition, type PageRequest } from '../paging.ts'
import type { CatalogScope } from '../scope.ts'
import { fromPricingUnitRow } from './rows.ts'

/**
 * Lists currencies and custom pricing units in order of creation (semantics 37), US dollars first.
 * @throws Problem invalid on a cursor that is not this list's.
 */
export async function listPricingUnits({ catalog }: CatalogScope, request: PageRequest) {
  const position = pagePosition(request)
  const rows = await catalog
    .selectFrom('pricing_units')
    .selectAll()
    .where('seq', '>', position.afterSeq)
    .orderBy('seq')
    .limit(position.readRows)
    .execute()
  return pageOf(rows, position, fromPricingUnitRow)
}
