import { Problem } from '../../kernel/errors.ts'
import { formatInstant, type Instant } from '../../kernel/instant.ts'
import type { CatalogScope } from '../scope.ts'
import { getRateCard } from './get.ts'
import type { RateCard } from './rows.ts'

/**
 * Finds the card that an alias names at an instant: of those whose schedule for it covers the instant, the one
 * it was assigned to last, archived or not (reference section 5; OpenAPI, createRateCard).
 * @throws Problem not_found where it names none then.
 */
export async function resolveRateCardAlias(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  alias: string,
  at: Instant,
): Promise<RateCard> {
  const last = await catalog
    .selectFrom('rate_card_aliases')
    .select('rate_card_id')
    .where('name', '=', alias)
    .where((where) => where.or([where('starting_at', 'is', null), where('starting_at', '<=', at)]))
    .where((where) => where.or([where('ending_before', 'is', null), where('ending_before', '>', at)]))
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (last === undefined) {
    const message = `rate_card_alias: no rate card has the alias ${JSON.stringify(alias)} at ${formatInstant(at)}`
    throw new Problem('not_found', message)
  }
  return getRateCard({ catalog }, last.rate_card_id)
}
