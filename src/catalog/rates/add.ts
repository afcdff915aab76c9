import type { CatalogScope } from '../scope.ts'
import { insertRates } from './insert.ts'
import { fromRateRow, type CatalogRate } from './rows.ts'
import type { NewRate } from './validate.ts'

/**
 * Adds one rate to a rate card.
 * @throws Problem not_found where the card or product does not exist, invalid where a rule is broken, both naming
 * the field.
 */
export async function addRate(scope: CatalogScope, rateCardId: string, rate: NewRate): Promise<CatalogRate> {
  const ids = await insertRates(scope, rateCardId, [rate], () => '')
  const row = await scope.catalog
    .selectFrom('rates')
    .selectAll()
    .where('id', 'in', ids)
    .executeTakeFirstOrThrow()
  return fromRateRow(row)
}
