import { invalid } from '../../kernel/errors.ts'
import type { CatalogScope } from '../scope.ts'
import { getNamedRateCard } from './get.ts'
import { findProductOrder, writeProductOrder } from './product-order.ts'
import { requireOnCard } from './require-on-card.ts'

/**
 * Sets the order in which a card's products come on invoices (OpenAPI, setRateCardProductsOrder). It is the order of
 * all of them: the list names each product that the card has rates for once, so that none has a place by chance.
 * @throws Problem not_found where the card or a product does not exist; invalid where a product is not on the card, is
 * named twice or left out.
 */
export async function setRateCardProductsOrder(
  scope: CatalogScope,
  rateCardId: string,
  productIds: readonly string[],
): Promise<void> {
  await scope.catalog.transaction().execute(async (transaction) => {
    await getNamedRateCard({ catalog: transaction }, rateCardId)
    const onCard = new Set((await findProductOrder({ catalog: transaction }, rateCardId)).keys())
    const named = new Set<string>()
    for (const [index, productId] of productIds.entries()) {
      await requireOnCard(transaction, onCard, productId, `product_order.${index}`)
      if (named.has(productId)) throw invalid(`product_order.${index}: product ${productId} is named twice`)
      named.add(productId)
    }
    const [missing] = onCard.difference(named)
    if (missing !== undefined) {
      throw invalid(`product_order: must name each product of the rate card, and leaves out ${missing}`)
    }
    await writeProductOrder(transaction, rateCardId, productIds)
  })
}
