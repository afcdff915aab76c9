import { invalid, notFound } from '../../kernel/errors.ts'
import type { ProductType } from '../tables.ts'
import type { CompositeSpend, Product } from './rows.ts'

/**
 * Holds what a COMPOSITE product is a share of to the rules: it names products or tags, and its products are of types
 * whose charges count as spend (reference section 5, Products).
 * @param products those of its products that exist, by id.
 * @throws Problem invalid, or not_found where a product does not exist; both name the field.
 */
export function validateSpend(spend: CompositeSpend, products: ReadonlyMap<string, Product>): void {
  if (spend.productIds.length === 0 && spend.tags.length === 0) {
    throw invalid('composite_product_ids: a product of type COMPOSITE needs this or composite_tags')
  }
  for (const id of spend.productIds) {
    const product = products.get(id)
    if (product === undefined) throw notFound('composite_product_ids: product', id)
    if (spendTypes(spend).includes(product.type)) continue
    const rule =
      product.type === 'COMPOSITE'
        ? 'which counts only with include_composite_spend'
        : 'and only USAGE, SUBSCRIPTION and COMPOSITE products count'
    throw invalid(`composite_product_ids: product ${id} is of type ${product.type}, ${rule}`)
  }
}

function spendTypes({ includeCompositeSpend }: CompositeSpend): ProductType[] {
  return ['USAGE', 'SUBSCRIPTION', ...(includeCompositeSpend ? (['COMPOSITE'] as const) : [])]
}
