import { invalid } from '../../kernel/errors.ts'
import type { CatalogScope } from '../scope.ts'
import { getRateCard } from './get.ts'

/**
 * Archives a rate card, for good: no new contract can choose it, those on it go on (OpenAPI, archiveRateCard).
 * @throws Problem not_found, or invalid where it is archived already.
 */
export async function archiveRateCard(scope: CatalogScope, id: string): Promise<void> {
  const now = scope.clock.now()
  await scope.catalog.transaction().execute(async (transaction) => {
    const card = await getRateCard({ catalog: transaction }, id)
    if (card.archivedAt !== null) throw invalid(`id: rate card ${id} is archived already`)
    await transaction.updateTable('rate_cards').set({ archived_at: now }).where('id', '=', id).execute()
  })
}
