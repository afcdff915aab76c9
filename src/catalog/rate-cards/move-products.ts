import { invalid } from '../../kernel/errors.ts'
import type { CatalogScope } from '../scope.ts'
import { getNamedRateCard } from './get.ts'
import { findProductOrder, writeProductOrder } from './product-order.ts'
import { requireOnCard } from './require-on-card.ts'

/** A product's new place on its card, counted from 0 with the product itself taken out. */
export interface ProductMove {
  productId: string
  position: number
}

/**
 * Moves products of a card to other places, one move after the other; the products between make room (OpenAPI,
 * moveRateCardProducts). A place past the end is refused: to put it last instead would hide a mistake.
 * @throws Problem not_found where the card or a product does not exist; invalid where a product is not on the card, or
 * a place is past the end.
 */
export async function moveRateCardProducts(
  scope: CatalogScope,
  rateCardId: string,
  moves: readonly ProductMove[],
): Promise<void> {
  await scope.catalog.transaction().execute(async (transaction) => {
    await getNamedRateCard({ catalog: transaction }, rateCardId)
    const order = [...(await findProductOrder({ catalog: transaction }, rateCardId)).keys()]
    const onCard = new Set(order)
    for (const [index, { productId, position }] of moves.entries()) {
      const field = `product_moves.${index}`
      await requireOnCard(transaction, onCard, productId, `${field}.product_id`)
      if (position >= order.length) {
        throw invalid(
          `${field}.position: must be at most ${order.length - 1}, the last place on the rate card`,
        )
      }
      order.splice(order.indexOf(productId), 1)
      order.splice(position, 0, productId)
    }
    await writeProductOrder(transaction, rateCardId, order)
  })
}
