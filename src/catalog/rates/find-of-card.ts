import type { CatalogScope } from '../scope.ts'
import { fromRateRow, type CatalogRate } from './rows.ts'

/** Finds every rate that was added to a card, past and future ones too, in the order they were added. */
export async function findRatesOfCard(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  rateCardId: string,
): Promise<CatalogRate[]> {
  const rows = await catalog
    .selectFrom('rates')
    .selectAll()
    .where('rate_card_id', '=', rateCardId)
    .orderBy('seq')
    .execute()
  return rows.map(fromRateRow)
}
