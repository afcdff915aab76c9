import { invalid } from '../../kernel/errors.ts'
import type { CatalogScope } from '../scope.ts'
import { getProduct } from './get.ts'

/**
 * Archives a product, for good: it takes no new rates, those that it has go on (OpenAPI, archiveProduct).
 * @throws Problem not_found, or invalid where it is archived already.
 */
export async function archiveProduct(scope: CatalogScope, id: string): Promise<void> {
  const now = scope.clock.now()
  await scope.catalog.transaction().execute(async (transaction) => {
    const product = await getProduct({ catalog: transaction }, id)
    if (product.archivedAt !== null) throw invalid(`product_id: product ${id} is archived already`)
    await transaction.updateTable('products').set({ archived_at: now }).where('id', '=', id).execute()
  })
}
