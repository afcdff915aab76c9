import { invalid, notFound } from '../../kernel/errors.ts'
import type { Catalog } from '../database.ts'
import { findProducts } from '../products/get.ts'

/**
 * Requires that a card has rates for a product that a request names.
 * @param onCard the products that the card has
 * @throws Problem not_found where there is no such product, invalid where the card does not have it, naming the field.
 */
export async function requireOnCard(
  catalog: Catalog,
  onCard: ReadonlySet<string>,
  productId: string,
  field: string,
): Promise<void> {
  if (onCard.has(productId)) return
  const [product] = await findProducts({ catalog }, [productId])
  if (product === undefined) throw notFound(`${field}: product`, productId)
  throw invalid(`${field}: product ${productId} has no rate on the rate card`)
}
