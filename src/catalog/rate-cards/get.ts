import { invalid, notFound } from '../../kernel/errors.ts'
import type { CatalogScope } from '../scope.ts'
import { fromRateCardRows, type RateCard } from './rows.ts'

/** Finds a rate card, archived or not. @throws Problem not_found */
export async function getRateCard({ catalog }: Pick<CatalogScope, 'catalog'>, id: string): Promise<RateCard> {
  const card = await findRateCard({ catalog }, id)
  if (card === undefined) throw notFound('rate card', id)
  return card
}

/** Finds a rate card that a request names in `rate_card_id`. @throws Problem not_found, naming that field. */
export async function getNamedRateCard(scope: Pick<CatalogScope, 'catalog'>, id: string): Promise<RateCard> {
  const card = await findRateCard(scope, id)
  if (card === undefined) throw notFound('rate_card_id: rate card', id)
  return card
}

/**
 * Refuses an archived card: it takes no new rates and contracts (OpenAPI, archiveRateCard).
 * @throws Problem invalid, naming the field that chose the card.
 */
export function refuseArchivedCard(field: 'rate_card_id' | 'rate_card_alias', card: RateCard): void {
  if (card.archivedAt !== null) throw invalid(`${field}: rate card ${card.id} is archived`)
}

async function findRateCard(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  id: string,
): Promise<RateCard | undefined> {
  const rows = await catalog.selectFrom('rate_cards').selectAll().where('id', '=', id).execute()
  return (await fromRateCardRows(catalog, rows)).at(0)
}
