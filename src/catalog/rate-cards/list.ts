import { pageOf, pagePosition, type PageRequest } from '../paging.ts'
import type { CatalogScope } from '../scope.ts'
import { fromRateCardRows, type RateCard } from './rows.ts'

/**
 * Lists the rate cards that are not archived, in order of creation.
 * @throws Problem invalid on a cursor that is not this list's.
 */
export async function listRateCards({ catalog }: CatalogScope, request: PageRequest) {
  const position = pagePosition(request)
  const rows = await catalog
    .selectFrom('rate_cards')
    .selectAll()
    .where('seq', '>', position.afterSeq)
    .where('archived_at', 'is', null)
    .orderBy('seq')
    .limit(position.readRows)
    .execute()
  return pageOf(await fromRateCardRows(catalog, rows), position, (card): RateCard => card)
}
