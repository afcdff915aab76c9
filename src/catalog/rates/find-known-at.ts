import type { Instant } from '../../kernel/instant.ts'
import { untilLastKnown } from '../known-at.ts'
import type { CatalogScope } from '../scope.ts'
import { fromRateRow, type CatalogRate } from './rows.ts'

/** Finds every rate that had been added to a card at an instant, in the order they were added. */
export async function findRatesKnownAt(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  rateCardId: string,
  at: Instant,
): Promise<CatalogRate[]> {
  const rows = await catalog
    .selectFrom('rates')
    .selectAll()
    .where('rate_card_id', '=', rateCardId)
    .orderBy('seq')
    .execute()
  return untilLastKnown(rows, (row) => row.created_at, at).map(fromRateRow)
}
