import { invalid } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { CatalogScope } from '../scope.ts'
import { applyChanges, changedFields, type ProductChanges } from './changes.ts'
import { refuseCycle } from './composite-cycles.ts'
import { getProduct } from './get.ts'
import { productAt, toVersionRow, type Product } from './rows.ts'
import { validateChanges } from './validate-changes.ts'
import { validateVersions } from './validate-versions.ts'

/**
 * Changes a product from an instant on, past or future (OpenAPI, updateProduct). What the changes leave out follows the
 * version before in time, and later versions follow this one in what their own updates left out.
 * @param startingAt on the hour; of two updates from one instant the later made holds.
 * @throws Problem not_found where there is no such product; invalid where it is archived; either where a rule of
 * `validateChanges` is broken, or one of `validateVersions` or `refuseCycle` from `startingAt` on.
 */
export async function updateProduct(
  scope: CatalogScope,
  id: string,
  startingAt: Instant,
  changes: ProductChanges,
): Promise<Product> {
  const createdAt = scope.clock.now()
  return scope.catalog.transaction().execute(async (transaction) => {
    const product = await getProduct({ catalog: transaction }, id)
    if (product.archivedAt !== null) throw invalid(`product_id: product ${id} is archived`)
    await validateChanges(transaction, product.type, changes)
    const state = applyChanges(productAt(product, startingAt), changes)
    await transaction
      .insertInto('product_versions')
      .values(toVersionRow(id, { ...state, startingAt, changed: changedFields(changes), createdAt }))
      .execute()
    const updated = await getProduct({ catalog: transaction }, id)
    const since = updated.versions.indexOf(productAt(updated, startingAt))
    await validateVersions(transaction, updated, updated.versions.slice(since))
    await refuseCycle(transaction, updated, startingAt)
    return updated
  })
}
