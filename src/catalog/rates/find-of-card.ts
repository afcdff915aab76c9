import type { CatalogScope } from '../scope.ts'
import { placeOfRow, untilLastKnown, type Known } from '../terms-known.ts'
import { fromRateRow, type CatalogRate } from './rows.ts'

/**
 * Finds every rate that was added to a card, past and future ones too, in the order they were added.
 * @param known those that were known once; all where it is left out.
 */
export async function findRatesOfCard(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  rateCardId: string,
  known?: Known,
): Promise<CatalogRate[]> {
  const rows = await catalog
    .selectFrom('rates')
    .selectAll()
    .where('rate_card_id', '=', rateCardId)
    .orderBy('seq')
    .execute()
  if (known === undefined) return rows.map(fromRateRow)
  return untilLastKnown(rows, placeOfRow, known).map(fromRateRow)
}
