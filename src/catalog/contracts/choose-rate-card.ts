import { invalid } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import { getNamedRateCard, refuseArchivedCard } from '../rate-cards/get.ts'
import { resolveRateCardAlias } from '../rate-cards/resolve-alias.ts'
import type { RateCard } from '../rate-cards/rows.ts'
import type { CatalogScope } from '../scope.ts'

/** How a new contract names its rate card: by at most one of the two. */
export interface RateCardChoice {
  rateCardId: string | null
  rateCardAlias: string | null
}

/**
 * Finds the rate card of a new contract, null where it is to have none; an alias is resolved at the contract's start.
 * @throws Problem invalid where both are given, or the card is archived; not_found where there is none.
 */
export async function chooseRateCard(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  { rateCardId, rateCardAlias }: RateCardChoice,
  startingAt: Instant,
): Promise<RateCard | null> {
  if (rateCardId !== null) {
    if (rateCardAlias !== null) throw invalid('rate_card_alias: cannot be given together with rate_card_id')
    const card = await getNamedRateCard({ catalog }, rateCardId)
    refuseArchivedCard('rate_card_id', card)
    return card
  }
  if (rateCardAlias === null) return null
  const card = await resolveRateCardAlias({ catalog }, rateCardAlias, startingAt)
  refuseArchivedCard('rate_card_alias', card)
  return card
}
