import type { Catalog } from '../database.ts'
import type { CatalogScope } from '../scope.ts'

/** Where each product that a card has rates for comes on invoices, from 0 on; empty for an unknown card. */
export async function findProductOrder(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  rateCardId: string,
): Promise<Map<string, number>> {
  const rows = await catalog
    .selectFrom('rate_card_products')
    .select(['product_id', 'position'])
    .where('rate_card_id', '=', rateCardId)
    .orderBy('position')
    .execute()
  return new Map(rows.map((row) => [row.product_id, row.position]))
}

/** Puts those products that a card did not have yet last, in the order given. */
export async function appendProducts(
  catalog: Catalog,
  rateCardId: string,
  productIds: readonly string[],
): Promise<void> {
  const order = await findProductOrder({ catalog }, rateCardId)
  const added = [...new Set(productIds)].filter((id) => !order.has(id))
  for (const [index, productId] of added.entries()) {
    await catalog
      .insertInto('rate_card_products')
      .values({ rate_card_id: rateCardId, product_id: productId, position: order.size + index })
      .execute()
  }
}

/** Gives a card's products the places that they have in a list, which names each of them once. */
export async function writeProductOrder(
  catalog: Catalog,
  rateCardId: string,
  productIds: readonly string[],
): Promise<void> {
  for (const [position, productId] of productIds.entries()) {
    await catalog
      .updateTable('rate_card_products')
      .set({ position })
      .where('rate_card_id', '=', rateCardId)
      .where('product_id', '=', productId)
      .execute()
  }
}
