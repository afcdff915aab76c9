import type { CatalogScope } from '../scope.ts'
import { insertRates } from './insert.ts'
import type { NewRate } from './validate.ts'

/**
 * Adds rates to a rate card, all or none; of rates that start together the later in the list wins.
 * @throws Problem not_found where the card or a product does not exist, invalid where a rule is broken, both
 * naming the field, such as `rates.3.product_id`.
 */
export async function addRates(
  scope: CatalogScope,
  rateCardId: string,
  rates: readonly NewRate[],
): Promise<void> {
  await insertRates(scope, rateCardId, rates, (index) => `rates.${index}.`)
}
