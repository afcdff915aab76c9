import { newId } from '../../kernel/ids.ts'
import type { Catalog } from '../database.ts'
import { findProducts } from '../products/get.ts'
import { getNamedRateCard, refuseArchivedCard } from '../rate-cards/get.ts'
import { appendProducts } from '../rate-cards/product-order.ts'
import type { CatalogScope } from '../scope.ts'
import { toRateRow } from './rows.ts'
import { validateRate, type NewRate } from './validate.ts'

/**
 * Adds rates to a card in the order given, all or none. A product's first rate puts it last in the card's order.
 * @param fieldPrefixOf where the rate at an index is in the request, for the messages
 * @returns the new rates' ids, in the same order
 * @throws Problem not_found or invalid, naming the first field that breaks a rule.
 */
export async function insertRates(
  scope: CatalogScope,
  rateCardId: string,
  rates: readonly NewRate[],
  fieldPrefixOf: (index: number) => string,
): Promise<string[]> {
  const createdAt = scope.clock.now()
  return scope.catalog.transaction().execute(async (transaction) => {
    const card = await getNamedRateCard({ catalog: transaction }, rateCardId)
    refuseArchivedCard('rate_card_id', card)
    const productOf = await productsById(transaction, rates)
    const ids: string[] = []
    for (const [index, rate] of rates.entries()) {
      const valid = validateRate(rate, card, productOf.get(rate.productId), fieldPrefixOf(index))
      const id = newId()
      await transaction
        .insertInto('rates')
        .values(toRateRow(rateCardId, createdAt, { ...valid, id }))
        .execute()
      ids.push(id)
    }
    await appendProducts(
      transaction,
      rateCardId,
      rates.map((rate) => rate.productId),
    )
    return ids
  })
}

async function productsById(catalog: Catalog, rates: readonly NewRate[]) {
  const products = await findProducts({ catalog }, [...new Set(rates.map((rate) => rate.productId))])
  return new Map(products.map((product) => [product.id, product]))
}
